/** The card of one printer. */
import {
  mdiClose,
  mdiLanConnect,
  mdiPause,
  mdiPlay,
  mdiPrinter3d,
  mdiStop,
  mdiSwapHorizontal,
  mdiThumbDownOutline,
  mdiThumbUpOutline,
} from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Action, ActionName } from "./actions";
import { checked, form, stub, type CardConfig } from "./config";
import { deviceOf, Entities } from "./entities";
import { kindName, moreInfo, type Hass } from "./hass";
import { fetchUniqueIds, needsUniqueIds, type UniqueIds } from "./heaters";
import { alertHead, icon, meter, ring, stats, subtitle, temperatures, type Scene } from "./parts";
import { styles } from "./styles";
import { translator } from "./texts";
import { viewOf, type View } from "./view";

/** Elapsed times grow, and nobody tells. */
const TICK = 30_000;

const ICONS: Record<ActionName, string> = {
  pause: mdiPause,
  resume: mdiPlay,
  cancel: mdiStop,
  connect: mdiLanConnect,
  alert_fine: mdiThumbUpOutline,
  alert_fine_resume: mdiThumbUpOutline,
  alert_failed: mdiThumbDownOutline,
  alert_failed_cancel: mdiThumbDownOutline,
};

const SPINNER = html`<span class="spinner" aria-hidden="true"></span>`;

export class ObicoPrinterCard extends LitElement {
  @property({ attribute: false }) hass?: Hass;

  @state() private config?: ReturnType<typeof checked>;
  @state() private uniqueIds: UniqueIds = {};
  @state() private busy: Action | undefined;
  @state() private asks: Action | undefined;
  @state() private camera = 0;
  @state() private isLive = false;

  private entities: Entities | undefined;
  private deviceId = "";
  private view: View | undefined;
  private timer = 0;
  /** Whether the button that was pressed had the focus, which then goes to what follows it. */
  private handsFocusOn = false;

  static getConfigForm(): object {
    return form();
  }

  static getStubConfig(hass: Hass): Omit<CardConfig, "type"> {
    return stub(hass);
  }

  setConfig(config: CardConfig): void {
    this.config = checked(config);
    this.entities = undefined;
  }

  /** The height in the old masonry view, in units of 50 pixels. */
  getCardSize(): number {
    return this.config?.show_camera ? 9 : 5;
  }

  getGridOptions(): Record<string, number | string> {
    return { columns: 12, min_columns: 6, rows: "auto" };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.requestUpdate(), TICK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.timer);
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    const old = changed.get("hass") as Hass | undefined;
    const hass = this.hass;
    if (changed.size !== 1 || !old || !hass) {
      return true;
    }
    return (
      old.entities !== hass.entities ||
      old.devices !== hass.devices ||
      old.language !== hass.language ||
      old.locale !== hass.locale ||
      old.localize !== hass.localize ||
      (this.entities?.everything() ?? []).some((id) => old.states[id] !== hass.states[id])
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    const old = changed.get("hass") as Hass | undefined;
    if (this.hass && this.config && (!this.entities || old?.entities !== this.hass.entities)) {
      this.findEntities(this.hass, this.config);
    }
    if (this.hass && this.entities) {
      this.view = viewOf(this.hass, this.deviceId, this.entities, this.uniqueIds);
      // Whoever was asked about a print that is over was not asked about the next one.
      this.asks = this.view.actions.find(({ name }) => name === this.asks?.name);
    }
  }

  protected override updated(): void {
    if (
      this.handsFocusOn &&
      !this.shadowRoot?.activeElement &&
      document.activeElement === document.body
    ) {
      const next = this.renderRoot.querySelector<HTMLElement>(".actions button:not([disabled])");
      next?.focus({ preventScroll: true });
      this.handsFocusOn = !next;
    }
  }

  private findEntities(hass: Hass, config: CardConfig): void {
    this.deviceId = deviceOf(hass, config) ?? "";
    const entities = (this.entities = new Entities(hass, this.deviceId));
    const unknown = needsUniqueIds(entities).filter((id) => !(id in this.uniqueIds));
    if (unknown.length > 0) {
      fetchUniqueIds(hass, unknown).then(
        (found) => (this.uniqueIds = { ...this.uniqueIds, ...found }),
        // Without them, heaters of which there are several are shown without their targets.
        () => undefined,
      );
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { hass, config, view } = this;
    if (!hass || !config || !view) {
      return nothing;
    }
    const scene = { hass, translate: translator(hass.language), now: new Date(), card: this };
    const name = config.title || view.name;
    return view.mode === "missing"
      ? this.renderMissing(scene)
      : this.renderPrinter(scene, view, name, config);
  }

  private renderMissing({ translate }: Scene): TemplateResult {
    return html`<ha-card>
      <div class="card off">
        <div class="head">
          <div class="badge">${icon(mdiPrinter3d)}</div>
          <div class="names">
            <div class="primary">${translate("missing")}</div>
            <div class="secondary">${translate("missing_text")}</div>
          </div>
        </div>
      </div>
    </ha-card>`;
  }

  private renderPrinter(
    scene: Scene,
    view: View,
    name: string,
    config: ReturnType<typeof checked>,
  ): TemplateResult {
    const picture = config.show_camera ? this.renderPicture(scene, view, name, config) : nothing;
    const offline = view.mode === "offline" || view.mode === "unavailable";
    return html`<ha-card>
      <div class="card ${view.tone} ${view.mode}" role="group" aria-label=${name}>
        <div role="status" class="unseen">
          ${view.alert ? `${name}: ${scene.translate("alert")}` : ""}
        </div>
        ${alertHead(scene, view)}
        <div class="body ${picture === nothing ? "" : "pictured"}">
          ${picture}
          <div class="facts">
            <div class="head">
              ${ring(scene, view)}
              <button
                class="names"
                ?disabled=${!view.stateEntity}
                @click=${() => this.showState(view)}
              >
                <span class="primary">${name}</span>
                ${subtitle(scene, view).map((line) => html`<span class="secondary">${line}</span>`)}
                <ha-ripple></ha-ripple>
              </button>
            </div>
            ${view.error ? html`<div class="error">${view.error}</div>` : nothing}
            ${stats(scene, view)}
            ${config.show_temperatures && !offline ? temperatures(scene, view) : nothing}
            ${config.show_detection ? meter(scene, view.detection) : nothing}
            ${config.show_controls ? this.renderActions(scene, view) : nothing}
          </div>
        </div>
      </div>
    </ha-card>`;
  }

  private showState(view: View): void {
    if (view.stateEntity) {
      moreInfo(this, view.stateEntity);
    }
  }

  private renderPicture(
    { hass, translate }: Scene,
    view: View,
    name: string,
    config: ReturnType<typeof checked>,
  ): TemplateResult | typeof nothing {
    const camera = view.cameras[this.camera % view.cameras.length];
    const entity =
      view.alert?.picture ?? camera ?? (view.mode === "active" ? view.thumbnail : undefined);
    if (!entity || view.mode === "offline" || view.mode === "unavailable") {
      return nothing;
    }
    const label = kindName(
      hass,
      entity === camera
        ? "camera.camera"
        : entity === view.thumbnail
          ? "image.thumbnail"
          : "image.alert_picture",
    );
    const live = entity === camera && config.show_video;
    return html`<div class="picture">
      <button aria-label="${name}: ${label}" @click=${() => moreInfo(this, entity)}>
        <obico-printer-picture
          .hass=${hass}
          .entity=${entity}
          .label=${label}
          .live=${live}
          @live-changed=${(event: CustomEvent<boolean>) => (this.isLive = event.detail)}
        ></obico-printer-picture>
      </button>
      ${live && this.isLive ? html`<span class="live">${translate("live")}</span>` : nothing}
      ${
        entity === camera && view.cameras.length > 1
          ? html`<button
              class="switch"
              aria-label=${translate("switch_camera")}
              @click=${() => this.camera++}
            >
              ${icon(mdiSwapHorizontal)}
            </button>`
          : nothing
      }
    </div>`;
  }

  // What can be done

  private renderActions(scene: Scene, view: View): TemplateResult | typeof nothing {
    const { asks } = this;
    const hint = view.alert && !view.alert.answerable;
    if (asks && !this.busy) {
      return this.renderQuestion(scene, asks);
    }
    const waits = this.shown(view).length === 0 && view.onTheWay;
    if (this.shown(view).length === 0 && !waits && !hint) {
      return nothing;
    }
    return html`${hint ? this.renderHint(scene, view) : nothing}
      <div class="actions">
        ${
          waits
            ? html`<button class="action" disabled>${SPINNER}<span>${view.state}</span></button>`
            : this.shown(view).map((action) => this.renderAction(scene, action))
        }
      </div>`;
  }

  private renderHint({ translate }: Scene, { url }: View): TemplateResult {
    const text = translate("alert_elsewhere");
    return html`<div class="hint">
      ${url ? html`<a href=${url} target="_blank" rel="noreferrer">${text}</a>` : text}
    </div>`;
  }

  /** The actions, with one that is under way although it could not be begun any more. */
  private shown(view: View): Action[] {
    return this.busy && !view.actions.some(({ name }) => name === this.busy?.name)
      ? [this.busy]
      : view.actions;
  }

  private renderAction({ translate }: Scene, action: Action): TemplateResult {
    const busy = this.busy?.name === action.name;
    return html`<button
      class="action ${action.name}"
      aria-busy=${busy}
      ?disabled=${this.busy !== undefined && !busy}
      @click=${() => this.choose(action)}
    >
      ${busy ? SPINNER : icon(ICONS[action.name])}
      <span>${translate(`action_${action.name}`)}</span>
      <ha-ripple ?disabled=${busy}></ha-ripple>
    </button>`;
  }

  private renderQuestion({ translate }: Scene, action: Action): TemplateResult {
    return html`<div
      class="question"
      role="alertdialog"
      aria-label=${translate("confirm_cancel")}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.dismiss()}
    >
      <div>${translate("confirm_cancel")}</div>
      <div class="actions">
        <button class="action" @click=${() => this.dismiss()}>
          ${icon(mdiClose)}<span>${translate("confirm_no")}</span><ha-ripple></ha-ripple>
        </button>
        <button class="action cancel" @click=${() => this.press(action)}>
          ${icon(mdiStop)}<span>${translate("confirm_yes")}</span><ha-ripple></ha-ripple>
        </button>
      </div>
    </div>`;
  }

  private async choose(action: Action): Promise<void> {
    if (this.busy) {
      return;
    }
    if (!action.final) {
      await this.press(action);
      return;
    }
    this.asks = action;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".question .action")?.focus();
  }

  private async dismiss(): Promise<void> {
    const name = this.asks?.name;
    this.asks = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`.action.${name}`)?.focus();
  }

  /** Press an action's buttons; each press ends when the printer obeyed, or did not. */
  private async press(action: Action): Promise<void> {
    this.handsFocusOn = this.shadowRoot?.activeElement != null;
    this.busy = action;
    this.asks = undefined;
    try {
      for (const entity_id of action.presses) {
        await this.hass?.callService("button", "press", {}, { entity_id });
      }
    } catch {
      // Home Assistant's frontend has told what went wrong.
    } finally {
      this.busy = undefined;
    }
  }

  static override styles = styles;
}
