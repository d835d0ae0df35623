/** Asking for the microphone, and what a refusal means to a person. */

export type MicrophoneFault = "denied" | "none" | "busy" | "insecure";
export type Microphone = { ok: true; stream: MediaStream } | { ok: false; fault: MicrophoneFault };

type Devices = Pick<MediaDevices, "getUserMedia">;

/** @param devices navigator.mediaDevices, which pages that are not secure do not have. */
export async function askMicrophone(devices: Devices | undefined): Promise<Microphone> {
  if (devices === undefined) return { ok: false, fault: "insecure" };
  try {
    // The echo must go: the bot would hear itself from the loudspeaker and take it for an interruption.
    const stream = await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
    return { ok: true, stream };
  } catch (error) {
    return { ok: false, fault: microphoneFault(error instanceof DOMException ? error.name : "") };
  }
}

/** By the name of the DOMException (W3C Media Capture, getUserMedia). */
export function microphoneFault(name: string): MicrophoneFault {
  switch (name) {
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "denied";
  }
}
