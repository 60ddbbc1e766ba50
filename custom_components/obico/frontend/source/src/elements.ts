/** The elements; this module is run once the frontend is ready for them. */
import { ObicoPrinterCard } from "./card";
import { CARD } from "./config";
import { ObicoPrinterPicture, PICTURE } from "./picture";
import { ObicoDashboardStrategy, ObicoViewStrategy } from "./strategy";

customElements.define(PICTURE, ObicoPrinterPicture);
customElements.define(CARD, ObicoPrinterCard);
customElements.define("ll-strategy-dashboard-obico", ObicoDashboardStrategy);
customElements.define("ll-strategy-view-obico", ObicoViewStrategy);
