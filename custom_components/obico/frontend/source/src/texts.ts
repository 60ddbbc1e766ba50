/** The card's own few words; what entities and states are called, Home Assistant knows. */
import de from "./translations/de.json";
import en from "./translations/en.json";
import es from "./translations/es.json";
import fr from "./translations/fr.json";
import it from "./translations/it.json";
import ja from "./translations/ja.json";
import nl from "./translations/nl.json";
import pl from "./translations/pl.json";
import ptBR from "./translations/pt-BR.json";
import sv from "./translations/sv.json";
import zhHans from "./translations/zh-Hans.json";

export type TextKey = keyof typeof en;
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

export const LANGUAGES: Record<string, Record<TextKey, string>> = {
  de,
  en,
  es,
  fr,
  it,
  ja,
  nl,
  pl,
  "pt-BR": ptBR,
  sv,
  "zh-Hans": zhHans,
};

/** Return the texts of a language, of its relative, or English ones. */
function textsOf(language: string): Record<TextKey, string> {
  const [root] = language.split("-");
  const known =
    LANGUAGES[language] ??
    (root && Object.entries(LANGUAGES).find(([name]) => name.split("-")[0] === root)?.[1]);
  return known || en;
}

/** Return a function that tells a text in a language, with its placeholders filled in. */
export function translator(language: string): Translate {
  const texts = textsOf(language);
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (found, name: string) => String(values[name] ?? found));
}

/** The translator of the page's language, for places that are not given one. */
export function pageTranslator(): Translate {
  return translator(document.documentElement.lang || "en");
}
