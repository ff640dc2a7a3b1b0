// Why it is not known whether something was lost, as a row of the ledger gives it.

export const ALIKE =
  "the client asks the same again and again, and whether it asked what its server died with once more is not known: --controls 2";
export const UNMEASURED = "something was answered, and no control shows how much was to come";
export const LATE =
  "its server had it, and whether an answer was to come is not known: in the control nothing came until the client had sent more";
export const LATER =
  "more was said before all of its answer was there, and whether what came then was the rest of it is not known: --expect what it ends with";
export const HELD =
  "the rest of its answer was held when the fault came, and no control shows how much that was";
export const FEWER =
  "the client was served again on a new connection, and less came than in the control (of one that is still at work a larger --watch-ms shows more)";
export const YET =
  "its server lives, and was answering until the run was over, with less than in the control by then: a larger --watch-ms shows whether the rest comes";
export const OTHER =
  "the client was served again on a new connection, and what came there may be something else: it is not as much, or was asked otherwise";
export const SHIPS_LESS =
  "less was sent than in the control, and nothing answers that: whether it was dropped, or there was less to send, is not known (--missing)";
export const LESS = "less was answered than in the control: it may have been several things";
export const IN_PARTS =
  "less came than in the control, and whether that was the rest of its answer or what the server sends by itself is not known: --expect what it ends with";
export const FAILS =
  "it was not answered in the control either, where the client failed: it must succeed with a server that lives";
export const LESS_THAN_EVER =
  "less came than each time that the same was said: it may not be the whole answer (--expect what it ends with)";
export const LESS_CAME = "less of its answer came than in the control, and whether that was all is not known";
export const LAST_WORDS =
  "what came last came between the fault and the end, and begins otherwise than in the control: it may be what the server says as it ends, and no answer";
export const NOT_SEEN =
  "it was not answered in the control either, when that was over: whether an answer was on its way is not known (a larger --watch-ms, or --limit-ms)";
export const PROXYS =
  "the proxy took it, or answered it by itself, and nothing shows that the server had it: --count, or --expect what only the server says";
export const MAY_BE_PUSHED =
  "read by the server's process; what came since may be its answer, or what the server sends by itself";
export const ASKS_NO_MORE =
  "the client asks by itself again and again in the control, and has asked nothing since: whether it would have is not known (a larger --watch-ms)";
export const ENDED_EARLY =
  "the client has ended, as it does not without the fault, and whether it was to ask more is not known (--missing)";
export const STILL_TRIES =
  "the client has tried to connect again, in vain, and whether it will ask what it was to ask meanwhile is not known (--after come-back)";
export const SKIPS =
  "not all that the client asks in the control was answered here, and what comes behind it there was: whether the rest comes later is not known (a larger --watch-ms, or --missing)";
export const DROPS =
  "nothing answers what the client sends, and it has connected again: whether it dropped something between is not known (--missing)";
export const NEVER_ALIKE =
  "what the client asks is never the same, and it has asked nothing for longer than it does in the control: whether it has left something out is not known (--missing)";
export const GIVEN_UP =
  "what the client asked was not answered, and it has asked for the next thing meanwhile: whether it asks for it once more is not known (a larger --watch-ms, or --missing)";
export const SEALED_PAUSE =
  "what the client asks cannot be read, and it has asked nothing for longer than it does in the control: whether it has left something out is not known (--missing)";
export const SEALED_FEWER =
  "what the client asks cannot be read (TLS), and it paused for longer, or was answered fewer things, than in the control: whether it has left something out is not known (--missing)";
export const SEALED_NEXT =
  "what the client asks cannot be read (TLS), and what it has asked next, on a new connection, may be what was not answered, or the next thing (--missing)";
export const ASKED_IN_VAIN =
  "the client has asked the same on a new connection, and nothing had come there when the run was over: a larger --watch-ms shows more";
export const SEALED_AGAIN =
  "the rest of its answer never came, and what the client has asked since, on a new connection, cannot be read (TLS): it may be the same (--missing)";
export const HAS_ALL = "nothing of what the client was to do is missing on the server (--missing)";
export const LACKS_SOME =
  "--missing says how many of the things that the client was to do are missing on the server, and not which";
