/** What a person can do with a printer just now. */
import type { Mode } from "./view";

export type ActionName =
  | "pause"
  | "resume"
  | "cancel"
  | "connect"
  | "alert_fine"
  | "alert_fine_resume"
  | "alert_failed"
  | "alert_failed_cancel";

export interface Action {
  name: ActionName;
  /** The buttons that it presses, one after the other. */
  presses: string[];
  /** Whether it cannot be undone, so that it is asked for twice. */
  final: boolean;
}

/** Return the buttons of a kind such as `button.pause` that are available. */
type Available = (kind: string) => string | undefined;

function action(name: ActionName, presses: (string | undefined)[], final = false): Action[] {
  const there = presses.filter((id) => id !== undefined);
  return there.length > 0 ? [{ name, presses: there, final }] : [];
}

/** The alert's questions: what the person says of it, with what follows for the print. */
function answers(available: Available): Action[] {
  const fine = available("button.acknowledge_no_failure");
  const failed = available("button.acknowledge_failure");
  const resume = available("button.resume");
  const cancel = available("button.cancel");
  return [
    ...action("pause", [available("button.pause")]),
    ...action(resume ? "alert_fine_resume" : "alert_fine", [fine, resume]),
    ...action(
      cancel ? "alert_failed_cancel" : "alert_failed",
      [failed, cancel],
      cancel !== undefined,
    ),
  ];
}

/** Return what can be done, the most wanted first. */
export function actionsOf(mode: Mode, available: Available): Action[] {
  if (mode === "alert") {
    return answers(available);
  }
  return [
    ...action("pause", [available("button.pause")]),
    ...action("resume", [available("button.resume")]),
    ...action("cancel", [available("button.cancel")], true),
    ...action("connect", [available("button.connect")]),
  ];
}
