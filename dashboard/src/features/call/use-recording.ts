/** The recording as the player needs it: a URL that can be sought, and the samples for the waveform. */
import { useEffect, useState } from "react";
import type { Api } from "../../lib/api.ts";
import { readWav } from "./wav.ts";
import type { Wav } from "./wav.ts";

/** A longer file is only played, from the server: drawing it would hold it in memory twice. 48 MB is 25 minutes of 8 kHz stereo. */
export const drawnBytesBound = 48_000_000;

export type Recording = { state: "loading" } | { state: "failed" } | { state: "ready"; src: string; wav: Wav | null };

export function useRecording(api: Api, callId: string, source: { url: string; bytes: number } | null): Recording {
  const [recording, setRecording] = useState<Recording>({ state: "loading" });
  const url = source?.url ?? null;
  const small = source !== null && source.bytes <= drawnBytesBound;
  useEffect(() => {
    if (url === null) return;
    if (!small) {
      setRecording({ state: "ready", src: url, wav: null });
      return;
    }
    const controller = new AbortController();
    let blobUrl: string | null = null;
    setRecording({ state: "loading" });
    api.recording(callId, controller.signal).then(
      (bytes) => {
        if (controller.signal.aborted) return;
        blobUrl = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
        setRecording({ state: "ready", src: blobUrl, wav: readWav(bytes) });
      },
      () => {
        if (!controller.signal.aborted) setRecording({ state: "failed" });
      },
    );
    return () => {
      controller.abort();
      if (blobUrl !== null) URL.revokeObjectURL(blobUrl);
    };
  }, [api, callId, url, small]);
  return recording;
}
