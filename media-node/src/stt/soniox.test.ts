import { startSoniox } from "@zvon/stand-ins/src/soniox/soniox.ts";
import { sttAdapterSuite } from "./adapter-suite.ts";
import { openSonioxStt } from "./soniox.ts";

// The stream is billed by the clock, and each side has its own: they differ by what a close takes to arrive.
sttAdapterSuite("Soniox", { open: openSonioxStt, start: startSoniox, billTolerance: 60 });
