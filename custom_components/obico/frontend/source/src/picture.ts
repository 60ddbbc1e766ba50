/** The picture of a camera, which becomes its live video where there is one. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import type { Hass } from "./hass";
import { Video, type Hanging } from "./video";

export const PICTURE = "obico-printer-picture";

/** How often there can be a new picture, in milliseconds. */
const PICTURE_LIFE = 10_000;
/** After there was no video, milliseconds until it is tried again. */
const TRY_AGAIN = 300_000;

export class ObicoPrinterPicture extends LitElement {
  @property({ attribute: false }) hass!: Hass;
  @property() entity = "";
  @property({ type: Boolean }) live = false;
  @property() label = "";

  @state() private source = "";
  @state() private ratio = 0;
  @state() private stream: MediaStream | undefined;
  @state() private hanging: Hanging | undefined;

  private wanted = "";
  private visible = false;
  private video: Video | undefined;
  private tryAt = 0;
  private timer = 0;
  private observer: IntersectionObserver | undefined;
  private readonly onVisibility = () => this.follow();

  override connectedCallback(): void {
    super.connectedCallback();
    this.observer = new IntersectionObserver(([entry]) => {
      this.visible = entry?.isIntersecting ?? false;
      this.follow();
    });
    this.observer.observe(this);
    document.addEventListener("visibilitychange", this.onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.visible = false;
    this.follow();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("entity") || changed.has("live")) {
      this.source = this.wanted = "";
      this.tryAt = 0;
      this.stop();
      this.follow();
    }
  }

  /** Look only while somebody else does: pictures and video cost the printer's line. */
  private follow(): void {
    const looking = this.visible && !document.hidden;
    if (!looking) {
      this.stop();
    } else if (!this.timer) {
      this.timer = window.setInterval(() => this.look(), PICTURE_LIFE);
      this.look();
    }
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.video?.close();
    this.video = undefined;
    this.stream = undefined;
    this.tellLive(false);
  }

  private look(): void {
    if (this.live) {
      this.lookLive();
    }
    if (!this.stream) {
      this.fetchPicture();
    }
  }

  private lookLive(): void {
    if (this.video || Date.now() < this.tryAt || !("RTCPeerConnection" in window)) {
      return;
    }
    this.video = new Video(this.hass, this.entity, {
      onStream: (stream, hanging) => {
        this.stream = stream;
        this.hanging = hanging;
      },
      onEnd: () => {
        this.tryAt = Date.now() + TRY_AGAIN;
        this.video = undefined;
        this.stream = undefined;
        this.tellLive(false);
      },
    });
    void this.video.open();
  }

  /** Show the newest picture once it is there, so that the old one does not flicker. */
  private fetchPicture(): void {
    const entity = this.hass.states[this.entity];
    const address = entity?.attributes.entity_picture;
    // A camera does not tell that it has another picture, an image does with its state.
    const moment = this.entity.startsWith("camera.") ? Date.now() : entity?.state;
    const wanted = `${address}&t=${moment}`;
    if (!address || wanted === this.wanted) {
      return;
    }
    this.wanted = wanted;
    const picture = new Image();
    picture.onload = () => {
      if (this.wanted === wanted) {
        this.source = picture.src;
        this.ratio = picture.naturalWidth / picture.naturalHeight;
      }
    };
    picture.src = this.hass.hassUrl(wanted);
  }

  protected override render(): TemplateResult {
    const ratio = this.ratio ? Math.max(1, this.ratio) : 16 / 9;
    return html`<div class="frame" style=${styleMap({ "aspect-ratio": String(ratio) })}>
      ${this.source ? html`<img src=${this.source} alt=${this.label} />` : nothing}
      ${this.stream ? this.renderVideo() : nothing}
    </div>`;
  }

  private renderVideo(): TemplateResult {
    const { rotation = 0, flip_horizontal, flip_vertical } = this.hanging ?? {};
    const lying = rotation % 180 !== 0;
    return html`<video
      autoplay
      muted
      playsinline
      aria-label=${this.label}
      class=${lying ? "lying" : ""}
      style=${styleMap({
        transform: `translate(-50%, -50%) rotate(${rotation}deg) scale(${flip_horizontal ? -1 : 1}, ${flip_vertical ? -1 : 1})`,
      })}
      .srcObject=${this.stream}
      .muted=${true}
      @playing=${() => this.tellLive(true)}
      @resize=${this.onVideoSize}
    ></video>`;
  }

  private tellLive(live: boolean): void {
    this.dispatchEvent(new CustomEvent("live-changed", { detail: live }));
  }

  private onVideoSize(event: Event): void {
    const { videoWidth, videoHeight } = event.target as HTMLVideoElement;
    if (videoWidth && videoHeight) {
      const lying = (this.hanging?.rotation ?? 0) % 180 !== 0;
      this.ratio = lying ? videoHeight / videoWidth : videoWidth / videoHeight;
    }
  }

  static override styles = css`
    :host {
      display: block;
    }
    .frame {
      position: relative;
      container-type: size;
      width: 100%;
      overflow: hidden;
      background: var(--secondary-background-color);
    }
    img {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    video {
      position: absolute;
      top: 50%;
      left: 50%;
      width: 100cqw;
      height: 100cqh;
      object-fit: contain;
    }
    video.lying {
      width: 100cqh;
      height: 100cqw;
    }
  `;
}
