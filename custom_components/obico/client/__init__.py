"""Speaks to an Obico server; knows nothing of Home Assistant."""

from .agent import ObicoAgent, read_owner
from .agent_commands import AgentCommand, AgentCommandKind, CommandInitiator
from .agent_link import AgentTiming
from .agent_memory import AgentMemory
from .agent_pictures import PICTURE_HEIGHT, PICTURE_WIDTH, PictureTiming, PictureTrouble
from .agent_prints import PrintTiming
from .agent_reports import AgentReport, PrintEnd, ReportedHeater, ReportedState
from .agent_settings import AGENT_NAME, AgentFacts, AgentSettings, AgentWebcam
from .announcing import Announcement, Announcer, AnnounceTiming, Passcode
from .auth import (
    AccessToken,
    AccountSession,
    Capabilities,
    Credentials,
    PrinterKey,
    normalise_code,
    normalise_key,
    normalise_server_address,
)
from .controls import ConnectionOptions, PrinterFile
from .detection import DetectionVerdict, NotWatchingReason
from .errors import (
    ObicoAgentOwnedError,
    ObicoAgentReplacedError,
    ObicoApplicationError,
    ObicoAuthenticationError,
    ObicoBusyError,
    ObicoCertificateError,
    ObicoCodeError,
    ObicoCommandError,
    ObicoCommandTimeoutError,
    ObicoConnectionError,
    ObicoError,
    ObicoGrantError,
    ObicoLockedOutError,
    ObicoNotAServerError,
    ObicoNotFoundError,
    ObicoPasswordError,
    ObicoRefusedError,
    ObicoServerError,
    ObicoSiteNotConfiguredError,
    ObicoThrottledError,
    ObicoTimeoutError,
    ObicoUnsupportedError,
    Refusal,
)
from .events import EventClass, EventNotice, EventType, PrinterEvent
from .files import ROOT, FileSorting, FolderSorting, GCodeFile, GCodeFolder
from .freshness import FreshStatus
from .janus import IceCandidate, JanusSession, JanusTiming
from .linking import LinkCode, UnlinkedAgent
from .media import Media
from .models import (
    Alert,
    AlertVerdict,
    Heater,
    Job,
    LinkedPrinter,
    Print,
    Printer,
    Printers,
    Status,
    VerifiedCode,
)
from .notifications import (
    WEBHOOK,
    WEBHOOK_URL,
    MobileDevice,
    NotificationChannel,
    NotificationKind,
    NotificationPlugin,
)
from .oauth import (
    AUTHORIZE_PATH,
    REGISTER_PATH,
    SCOPES,
    TOKEN_PATH,
    OAuthApplication,
    OAuthToken,
)
from .prints import (
    Days,
    Grouping,
    PredictionFrame,
    PrintFilter,
    PrintStatistics,
    StatisticsPeriod,
)
from .profiles import TemperatureProfile
from .rest import ObicoClient
from .settings import FailureAction, PrinterSettings, UserSettings
from .sharing import SharedLink
from .shots import FirstLayerImage, PrintShot, ShotAnswer
from .states import PrinterState
from .stream import PrinterStream, StreamTiming
from .subject import Page
from .tunnels import Tunnel, TunnelEndpoint, TunnelUsage
from .users import User
from .webcams import Picture, Webcam, WebcamStream

__all__ = [
    "AGENT_NAME",
    "AUTHORIZE_PATH",
    "PICTURE_HEIGHT",
    "PICTURE_WIDTH",
    "REGISTER_PATH",
    "ROOT",
    "SCOPES",
    "TOKEN_PATH",
    "WEBHOOK",
    "WEBHOOK_URL",
    "AccessToken",
    "AccountSession",
    "AgentCommand",
    "AgentCommandKind",
    "AgentFacts",
    "AgentMemory",
    "AgentReport",
    "AgentSettings",
    "AgentTiming",
    "AgentWebcam",
    "Alert",
    "AlertVerdict",
    "AnnounceTiming",
    "Announcement",
    "Announcer",
    "Capabilities",
    "CommandInitiator",
    "ConnectionOptions",
    "Credentials",
    "Days",
    "DetectionVerdict",
    "EventClass",
    "EventNotice",
    "EventType",
    "FailureAction",
    "FileSorting",
    "FirstLayerImage",
    "FolderSorting",
    "FreshStatus",
    "GCodeFile",
    "GCodeFolder",
    "Grouping",
    "Heater",
    "IceCandidate",
    "JanusSession",
    "JanusTiming",
    "Job",
    "LinkCode",
    "LinkedPrinter",
    "Media",
    "MobileDevice",
    "NotWatchingReason",
    "NotificationChannel",
    "NotificationKind",
    "NotificationPlugin",
    "OAuthApplication",
    "OAuthToken",
    "ObicoAgent",
    "ObicoAgentOwnedError",
    "ObicoAgentReplacedError",
    "ObicoApplicationError",
    "ObicoAuthenticationError",
    "ObicoBusyError",
    "ObicoCertificateError",
    "ObicoClient",
    "ObicoCodeError",
    "ObicoCommandError",
    "ObicoCommandTimeoutError",
    "ObicoConnectionError",
    "ObicoError",
    "ObicoGrantError",
    "ObicoLockedOutError",
    "ObicoNotAServerError",
    "ObicoNotFoundError",
    "ObicoPasswordError",
    "ObicoRefusedError",
    "ObicoServerError",
    "ObicoSiteNotConfiguredError",
    "ObicoThrottledError",
    "ObicoTimeoutError",
    "ObicoUnsupportedError",
    "Page",
    "Passcode",
    "Picture",
    "PictureTiming",
    "PictureTrouble",
    "PredictionFrame",
    "Print",
    "PrintEnd",
    "PrintFilter",
    "PrintShot",
    "PrintStatistics",
    "PrintTiming",
    "Printer",
    "PrinterEvent",
    "PrinterFile",
    "PrinterKey",
    "PrinterSettings",
    "PrinterState",
    "PrinterStream",
    "Printers",
    "Refusal",
    "ReportedHeater",
    "ReportedState",
    "SharedLink",
    "ShotAnswer",
    "StatisticsPeriod",
    "Status",
    "StreamTiming",
    "TemperatureProfile",
    "Tunnel",
    "TunnelEndpoint",
    "TunnelUsage",
    "UnlinkedAgent",
    "User",
    "UserSettings",
    "VerifiedCode",
    "Webcam",
    "WebcamStream",
    "normalise_code",
    "normalise_key",
    "normalise_server_address",
    "read_owner",
]
