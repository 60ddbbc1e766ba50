import { css } from "lit";

export const styles = css`
  :host {
    --tone: var(--state-inactive-color, var(--secondary-text-color));
    --gap: var(--ha-space-3, 12px);
    display: block;
    height: 100%;
  }
  ha-card {
    container-type: inline-size;
    height: 100%;
    overflow: hidden;
  }
  .card {
    color: var(--primary-text-color);
    font-size: var(--ha-font-size-m, 14px);
    line-height: var(--ha-line-height-normal, 1.5);
  }
  .card.active {
    --tone: var(--primary-color);
  }
  .card.still {
    --tone: var(--orange-color, #ff9800);
  }
  .card.error {
    --tone: var(--error-color);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button {
    position: relative;
    overflow: hidden;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    --ha-ripple-color: var(--tone);
  }
  button:disabled {
    cursor: default;
  }
  button:focus-visible,
  a:focus-visible {
    outline: 2px solid var(--primary-text-color);
    outline-offset: -2px;
  }

  /* Name and state */
  .facts {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    gap: var(--gap);
    padding: var(--gap);
    min-width: 0;
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--gap);
  }
  .card > .head {
    padding: var(--gap);
  }
  .names {
    display: block;
    min-width: 0;
    flex: 1;
    border-radius: var(--ha-border-radius-md, 8px);
  }
  .primary,
  .secondary {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .primary {
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  .secondary {
    overflow-wrap: anywhere;
    color: var(--secondary-text-color);
  }
  .secondary + .secondary {
    font-size: var(--ha-font-size-s, 12px);
  }
  .names .secondary {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    line-clamp: 3;
  }
  .badge {
    display: grid;
    place-items: center;
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--tone) 20%, transparent);
    color: var(--tone);
  }
  .ring {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    width: 64px;
    height: 64px;
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .ring svg {
    position: absolute;
    inset: 0;
    transform: rotate(-90deg);
  }
  .ring circle {
    fill: none;
    stroke-width: 6;
  }
  .ring .track {
    stroke: color-mix(in srgb, var(--tone) 20%, transparent);
  }
  .ring .done {
    stroke: var(--tone);
    stroke-linecap: round;
    transition: stroke-dasharray 0.6s ease;
  }
  .error {
    color: var(--primary-text-color);
  }
  .facts > .error {
    padding: 8px 12px;
    border-radius: var(--ha-border-radius-md, 8px);
    background: color-mix(in srgb, var(--error-color) 16%, transparent);
    overflow-wrap: anywhere;
  }

  /* The picture */
  .picture {
    position: relative;
    background: var(--secondary-background-color);
  }
  .picture > button:first-child {
    display: block;
    width: 100%;
  }
  .live,
  .switch {
    position: absolute;
    top: 8px;
    border-radius: 999px;
    background: rgb(0 0 0 / 65%);
    color: #fff;
  }
  .live {
    inset-inline-start: 8px;
    padding: 2px 10px;
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .switch {
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    width: 36px;
    height: 36px;
  }
  .switch:focus-visible {
    outline-color: #fff;
  }

  /* Times and layer */
  .stats {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px var(--gap);
    margin: 0;
  }
  .stats.of-3 {
    grid-template-columns: repeat(3, auto);
    justify-content: space-between;
  }
  dt,
  .label {
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
    line-height: var(--ha-line-height-condensed, 1.3);
  }
  dd {
    margin: 0;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }

  /* Temperatures */
  .heaters {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .heaters li {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
  }
  .temperature {
    display: flex;
    flex-direction: column;
    flex: 1;
    padding: 8px 10px;
  }
  .temperature .label {
    display: flex;
    align-items: center;
    gap: 4px;
    --mdc-icon-size: 16px;
  }
  .label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label ha-svg-icon {
    flex: none;
    color: var(--secondary-text-color);
  }
  .heats .label ha-svg-icon {
    color: var(--deep-orange-color, #ff5722);
  }
  .temperature .value {
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .target {
    padding: 4px 10px;
    min-height: 28px;
    border-top: 1px solid var(--divider-color);
    font-size: var(--ha-font-size-s, 12px);
    font-variant-numeric: tabular-nums;
    color: var(--secondary-text-color);
  }
  .arrow {
    display: inline-block;
  }
  .arrow:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Failure detection */
  .detection {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 5%, transparent);
    --zone: var(--secondary-text-color);
  }
  .detection.looking_good,
  i.looking_good {
    --zone: var(--success-color, #43a047);
  }
  .detection.fishy,
  i.fishy {
    --zone: var(--warning-color, #ffa600);
  }
  .detection.failing,
  i.failing {
    --zone: var(--error-color, #db4437);
  }
  .verdict {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 10px;
  }
  .verdict ha-svg-icon {
    flex: none;
    color: color-mix(in srgb, var(--zone) 80%, var(--primary-text-color));
    --mdc-icon-size: 20px;
  }
  .percent {
    margin-inline-start: auto;
    font-weight: var(--ha-font-weight-medium, 500);
    font-variant-numeric: tabular-nums;
  }
  .reason {
    padding: 0 10px 8px;
    color: var(--secondary-text-color);
    font-size: var(--ha-font-size-s, 12px);
  }
  .gauge {
    position: relative;
    display: flex;
    gap: 3px;
    height: 6px;
    margin: 3px 10px 12px;
  }
  .gauge i {
    flex: 1 1 0;
    border-radius: 3px;
    background: var(--zone);
    opacity: 0.35;
  }
  .gauge i.here {
    opacity: 1;
  }
  .gauge b {
    position: absolute;
    top: -4px;
    width: 6px;
    height: 14px;
    inset-inline-start: calc((100% - 6px) * var(--score));
    border-radius: 3px;
    background: var(--primary-text-color);
    box-shadow: 0 0 0 2px var(--card-background-color, #fff);
    transition: inset-inline-start 0.6s ease;
  }

  /* What can be done */
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .action {
    display: flex;
    flex: 1 1 112px;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 42px;
    padding: 4px 12px;
    border-radius: var(--ha-border-radius-lg, 12px);
    background: color-mix(in srgb, var(--primary-text-color) 10%, transparent);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: var(--ha-line-height-condensed, 1.2);
    text-align: center;
    --mdc-icon-size: 20px;
  }
  .action:disabled {
    opacity: 0.5;
  }
  .action ha-svg-icon {
    flex: none;
  }
  .question .cancel,
  .action.alert_failed,
  .action.alert_failed_cancel {
    background: color-mix(in srgb, var(--error-color) 20%, transparent);
  }
  .action.resume,
  .action.alert_fine,
  .action.alert_fine_resume {
    background: color-mix(in srgb, var(--primary-color) 22%, transparent);
  }
  .question {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .hint {
    color: var(--secondary-text-color);
  }
  .hint a {
    color: var(--primary-text-color);
  }
  .spinner {
    width: 16px;
    height: 16px;
    border: 2px solid currentcolor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  /* The alert */
  .banner {
    display: flex;
    align-items: center;
    gap: var(--gap);
    padding: var(--gap);
    background: color-mix(in srgb, var(--error-color) 18%, transparent);
  }
  .banner > ha-svg-icon {
    flex: none;
    color: var(--error-color);
    --mdc-icon-size: 32px;
  }
  .banner .secondary {
    color: var(--primary-text-color);
  }

  @container (min-width: 560px) {
    .pictured {
      display: grid;
      grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
    }
    .pictured .facts {
      justify-content: center;
    }
  }
  @container (min-width: 340px) {
    .stats {
      grid-template-columns: repeat(4, auto);
      justify-content: space-between;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring .done,
    .gauge b {
      transition: none;
    }
    .spinner {
      animation-duration: 3s;
    }
  }
`;
