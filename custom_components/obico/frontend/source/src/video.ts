/** Live video of a printer: its Janus makes the offer, which every version of it can. */
import type { Hass } from "./hass";

/** How a webcam hangs: its picture is flipped first, then turned clockwise, in degrees. */
export interface Hanging {
  flip_horizontal: boolean;
  flip_vertical: boolean;
  rotation: number;
}

type Message =
  | ({ type: "session"; session_id: string; configuration?: RTCConfiguration } & Hanging)
  | { type: "offer"; offer: string }
  | { type: "candidate"; candidate: RTCIceCandidateInit }
  | { type: "error"; code: string; message: string };

export interface Watching {
  onStream(stream: MediaStream, hanging: Hanging): void;
  onEnd(): void;
}

/** One look at a printer, from `open` to `close`. */
export class Video {
  private unsubscribe: (() => Promise<void>) | undefined;
  private connection: RTCPeerConnection | undefined;
  private sessionId = "";
  private closed = false;

  constructor(
    private readonly hass: Hass,
    private readonly entityId: string,
    private readonly watching: Watching,
  ) {}

  async open(): Promise<void> {
    try {
      const unsubscribe = await this.hass.connection.subscribeMessage<Message>(
        (message) => void this.take(message),
        {
          type: "obico/camera/offer",
          entity_id: this.entityId,
        },
      );
      if (this.closed) {
        await unsubscribe();
      } else {
        this.unsubscribe = unsubscribe;
      }
    } catch {
      this.end();
    }
  }

  close(): void {
    this.closed = true;
    this.connection?.close();
    this.connection = undefined;
    // It fails when the connection is gone, and the session with it.
    this.unsubscribe?.().catch(() => undefined);
    this.unsubscribe = undefined;
  }

  private end(): void {
    if (!this.closed) {
      this.close();
      this.watching.onEnd();
    }
  }

  private async take(message: Message): Promise<void> {
    if (this.closed) {
      return;
    }
    try {
      switch (message.type) {
        case "session":
          this.begin(message.session_id, message.configuration ?? {}, message);
          break;
        case "offer":
          await this.answer(message.offer);
          break;
        case "candidate":
          // One way that leads nowhere is no reason to take none.
          await this.connection?.addIceCandidate(message.candidate).catch(() => undefined);
          break;
        case "error":
          this.end();
      }
    } catch {
      this.end();
    }
  }

  private begin(sessionId: string, configuration: RTCConfiguration, hanging: Hanging): void {
    // After Home Assistant was away, the same subscription begins anew.
    this.connection?.close();
    this.sessionId = sessionId;
    const connection = new RTCPeerConnection(configuration);
    this.connection = connection;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) {
        this.send("candidate", { candidate: candidate.toJSON() });
      }
    };
    connection.ontrack = ({ track, streams }) => {
      if (track.kind === "video") {
        this.watching.onStream(streams[0] ?? new MediaStream([track]), hanging);
      }
    };
    connection.onconnectionstatechange = () => {
      if (connection === this.connection && connection.connectionState === "failed") {
        this.end();
      }
    };
  }

  private async answer(offer: string): Promise<void> {
    const connection = this.connection;
    if (!connection) {
      return;
    }
    await connection.setRemoteDescription({ type: "offer", sdp: offer });
    const answer = await connection.createAnswer();
    await connection.setLocalDescription(answer);
    this.send("answer", { answer: answer.sdp });
  }

  private send(kind: "answer" | "candidate", fields: Record<string, unknown>): void {
    const message = {
      type: `obico/camera/${kind}`,
      entity_id: this.entityId,
      session_id: this.sessionId,
      ...fields,
    };
    this.hass.callWS(message).catch(() => kind === "answer" && this.end());
  }
}
