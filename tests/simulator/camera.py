"""The pictures that a printer's agent uploads, and where the server keeps them."""

from functools import partial
from typing import TYPE_CHECKING

from .kinds import utc_now
from .media import TAGGED_VIDEO, VIDEO, Content
from .pictures import Scene, render

if TYPE_CHECKING:
    from .known import KnownPrinter
    from .records import Print

# How many pictures of a running print stay readable.
KEPT = 6


class Camera:
    """The newest picture of a printer, and those of its running print."""

    def __init__(self, printer: KnownPrinter) -> None:
        """Make a camera that has not taken any picture."""
        self._printer = printer
        self._media = printer.simulator.media
        self._number = 0
        self._url: str | None = None
        self._own: bytes | None = None
        self._scene: Scene | None = None
        self._of_print: list[str] = []
        self._shots: list[tuple[str, Content]] = []
        # Somebody switched the camera off.
        self.off = False

    @property
    def url(self) -> str | None:
        """The signed URL of the newest picture."""
        return self._url

    @property
    def _latest(self) -> str:
        """The path that stays the same while its picture changes."""
        return f"tsd-pics/snapshots/{self._printer.id}/latest_unrotated.jpg"

    def content(self) -> bytes:
        """Return the newest picture, JPEG."""
        if self._own is not None:
            return self._own
        if self._scene is None:
            self._scene = self._look()
        return render(self._scene)

    def _look(self) -> Scene:
        """Return what is to be seen now."""
        self._number += 1
        printer = self._printer
        machine = printer.agent.machine if printer.agent else None
        job = machine.job if machine else None
        text = "no agent"
        if machine is not None:
            text = machine.phase.value
            if job is not None:
                text += f"  {job.file_name}  {100 * job.fraction:.1f} %"
        return Scene(
            title=printer.name,
            text=text,
            progress=job.fraction if job else 0.0,
            number=self._number,
            hot=bool(machine and machine.active),
            failure=printer.watch.score if printer.watch.score > 1 / 3 else 0.0,
        )

    def set(self, content: bytes | None = None, *, boosted: bool = False) -> None:
        """Upload a picture now: the given JPEG, or one that differs from the last."""
        self.off = False
        self._own = content
        self._scene = None if content is not None else self._look()
        if boosted or not self._printer.prints_now:
            self._url = self._media.add(self._latest, self.content)
            return
        folder = "tagged" if self._printer.not_watching_reason() is None else "raw"
        current = self._printer.current_print
        number = current.id if current else 0
        stamp = f"{utc_now().timestamp():.4f}{self._number:02}"
        path = f"tsd-pics/{folder}/{self._printer.id}/{number}/{stamp}.jpg"
        self._url = self._media.add(path, self._frozen())
        self._of_print.append(path)
        while len(self._of_print) > KEPT:
            self._media.remove(self._of_print.pop(0))

    def boost(self) -> None:
        """Upload three pictures, because a viewer came or went."""
        if self.off:
            return
        for _ in range(3):
            self._own = None
            self._scene = self._look()
            self._printer.uploads += 1
            self._url = self._media.add(self._latest, self.content)
            self._printer.changed()

    def take(self) -> None:
        """Upload a picture, if the camera works."""
        if not self.off:
            self._printer.uploads += 1
            self.set(self._own)

    def expire(self) -> None:
        """Have the server forget the newest picture, as it does after half an hour."""
        self._url = None

    def clear(self) -> None:
        """Have no picture any more, until the next is set."""
        self.off = True
        self._url = None
        self._media.remove(self._latest)

    def keep(self) -> str | None:
        """Keep the newest picture for an event or a poster; return its URL."""
        if self._url is None:
            return None
        stamp = f"{utc_now().timestamp():.6f}"
        path = f"tsd-pics/snapshots/{self._printer.id}/{stamp}_rotated.jpg"
        return self._media.add(path, self._frozen())

    def keep_shot(self) -> None:
        """Keep a picture of an alert, to ask a person about it after the print."""
        self._shots.append((f"{utc_now().timestamp():.6f}", self._frozen()))

    def _ask_about_shots(self, ended: Print) -> None:
        """Make the pictures of alerts readable, each with a question about it."""
        folder = f"tsd-pics/ff_printshots/{self._printer.account.id}/{ended.id}"
        for stamp, content in self._shots:
            url = self._media.add(f"{folder}/{stamp}.jpg", content)
            ended.shots.append(
                {
                    "id": self._printer.simulator.next_id("shot"),
                    "print_id": ended.id,
                    "image_url": url,
                    "answer": None,
                    "answered_at": None,
                }
            )

    def end_print(self, ended: Print) -> None:
        """Make the timelapse of a long enough print, and tidy its pictures away."""
        printer = self._printer
        if self._url is not None:
            ended.poster_url = self.keep()
            least = (
                printer.min_timelapse_secs_on_cancel
                if ended.cancelled_at
                else printer.min_timelapse_secs_on_finish
            )
            if 0 <= least < (ended.print_time or 0):
                folder = "tsd-timelapses/private"
                ended.video_url = self._media.add(
                    f"{folder}/{ended.id}.mp4", VIDEO, "video/mp4"
                )
                ended.tagged_video_url = self._media.add(
                    f"{folder}/{ended.id}_tagged.mp4", TAGGED_VIDEO, "video/mp4"
                )
                self._ask_about_shots(ended)
        self._shots.clear()
        for path in self._of_print:
            self._media.remove(path)
        self._of_print.clear()
        if self._url is not None and not self.off:
            self.set(self._own)

    def _frozen(self) -> Content:
        """Return the newest picture for a URL whose picture never changes."""
        if self._own is not None:
            return self._own
        if self._scene is None:
            self._scene = self._look()
        return partial(render, self._scene)
