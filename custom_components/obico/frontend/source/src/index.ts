/** Registers the card and the dashboard strategy with Home Assistant's frontend. */
import { CARD, suggestion } from "./config";
import { pageTranslator } from "./texts";

interface Listed {
  type: string;
  name: string;
  description: string;
}

declare global {
  interface Window {
    customCards?: (Listed & {
      preview: boolean;
      documentationURL: string;
      getEntitySuggestion: typeof suggestion;
    })[];
    customStrategies?: (Listed & { strategyType: "dashboard"; documentationURL: string })[];
  }
}

const DOCUMENTATION =
  "https://github.com/obico-home-assistant/obico-home-assistant/blob/main/docs/dashboard.md";

// The language is not known yet when this module is loaded: descriptions are read when they are shown.
(window.customCards ??= []).push({
  type: CARD,
  get name() {
    return pageTranslator()("card_name");
  },
  get description() {
    return pageTranslator()("card_description");
  },
  preview: true,
  documentationURL: DOCUMENTATION,
  getEntitySuggestion: suggestion,
});

(window.customStrategies ??= []).push({
  type: "obico",
  strategyType: "dashboard",
  name: "Obico",
  get description() {
    return pageTranslator()("dashboard_description");
  },
  documentationURL: DOCUMENTATION,
});

// While it starts, the frontend puts another registry in the place of the browser's, and another
// class in the place of HTMLElement: elements that were made before would not be known.
void customElements.whenDefined("home-assistant").then(() => import("./elements"));
