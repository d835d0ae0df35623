/**
 * A leg's recording: stereo PCM16 at 8 kHz, the caller left, the bot right, both on the leg's audio clock, so the sample
 * at n is what was heard at n / 8 ms of the call.
 *
 * Blocks of a second are written at their own file positions: a block the disk could not take in time stays a second of
 * silence and moves nothing. The header is brought up to date every few blocks, so the file plays though the process
 * died; `salvageRecording` repairs the last seconds too.
 */
import { open, stat, type FileHandle } from "node:fs/promises";
import { SAMPLE_RATE_HZ, samplesToMs } from "../audio/frame.ts";
import { WAV_HEADER_BYTES, wavHeader } from "../audio/wav-header.ts";

const FRAME_BYTES = 4; // both channels
const BLOCK_SAMPLES = SAMPLE_RATE_HZ;
/** Blocks under way to the disk; 8 s of a stall, 256 kB. Beyond it blocks are dropped and counted. */
const MAX_BLOCKS_UNDER_WAY = 8;
const HEADER_EVERY_BLOCKS = 5;

export interface RecordingResult {
  path: string;
  bytes: number;
  durationMs: number;
}

export interface Recorder {
  /** Caller's audio goes on, any length. */
  caller(pcm: Int16Array): void;
  /** Bot's audio goes on, any length. */
  bot(pcm: Int16Array): void;
  /** What comes from now on is written; before it, silence of the same length. */
  begin(): void;
  /** Fills the shorter channel with silence, fixes the header. `null` when the disk failed: see `failure`. */
  close(): Promise<RecordingResult | null>;
  failure(): Error | null;
  droppedBlocks(): number;
}

/** @param waits for `begin`. @throws the file system's error when the file cannot be made. */
export async function createRecorder(path: string, waits = false): Promise<Recorder> {
  const file = await open(path, "w", 0o600); // a caller's voice: nobody else on the machine reads it
  await writeHeader(file, 0);

  let silent = waits;
  let block = newBlock();
  let blockStart = 0; // in samples
  const filled = { caller: 0, bot: 0 }; // in samples since the beginning
  let ahead: { channel: 0 | 1; pcm: Int16Array }[] = []; // of the next block, while one channel leads
  let underWay = 0;
  let dropped = 0;
  let failure: Error | null = null;
  let pending: Promise<void> = Promise.resolve();
  let closing: Promise<RecordingResult | null> | null = null;

  function newBlock(): DataView {
    return new DataView(new ArrayBuffer(BLOCK_SAMPLES * FRAME_BYTES));
  }

  function fail(error: unknown): void {
    failure ??= error instanceof Error ? error : new Error(String(error));
  }

  function put(channel: 0 | 1, pcm: Int16Array): void {
    if (failure || closing) return;
    const position = channel === 0 ? filled.caller : filled.bot;
    const room = Math.max(0, blockStart + BLOCK_SAMPLES - position);
    const now = pcm.subarray(0, room);
    const at = position - blockStart;
    for (let n = 0; n < now.length && !silent; n++) block.setInt16((at + n) * FRAME_BYTES + channel * 2, now[n] as number, true);
    if (channel === 0) filled.caller += now.length;
    else filled.bot += now.length;
    if (now.length < pcm.length) ahead.push({ channel, pcm: silent ? new Int16Array(pcm.length - room) : pcm.slice(room) });
    if (Math.min(filled.caller, filled.bot) >= blockStart + BLOCK_SAMPLES) nextBlock();
    // A channel that leads by a second has lost its partner: the other one gets silence.
    else if (ahead.length > 50) pad();
  }

  function pad(): void {
    const end = blockStart + BLOCK_SAMPLES;
    filled.caller = Math.max(filled.caller, end);
    filled.bot = Math.max(filled.bot, end);
    nextBlock();
  }

  function nextBlock(): void {
    write(block, BLOCK_SAMPLES);
    blockStart += BLOCK_SAMPLES;
    block = newBlock();
    const waiting = ahead;
    ahead = [];
    for (const { channel, pcm } of waiting) put(channel, pcm);
  }

  function write(data: DataView, samples: number): void {
    if (underWay >= MAX_BLOCKS_UNDER_WAY) {
      dropped++;
      return;
    }
    underWay++;
    const from = blockStart;
    const whole = (from / BLOCK_SAMPLES) % HEADER_EVERY_BLOCKS === HEADER_EVERY_BLOCKS - 1;
    pending = pending
      .then(async () => {
        if (failure) return;
        const bytes = new Uint8Array(data.buffer, 0, samples * FRAME_BYTES);
        await file.write(bytes, 0, bytes.length, WAV_HEADER_BYTES + from * FRAME_BYTES);
        if (whole) await writeHeader(file, from + samples);
      })
      .catch(fail)
      .finally(() => {
        underWay--;
      });
  }

  async function finish(samples: number): Promise<RecordingResult | null> {
    await pending;
    try {
      await writeHeader(file, samples);
      // A dropped last block must not leave the file shorter than its header says.
      await file.truncate(WAV_HEADER_BYTES + samples * FRAME_BYTES);
    } catch (error) {
      fail(error);
    }
    await file.close().catch(fail);
    if (failure) return null;
    return { path, bytes: WAV_HEADER_BYTES + samples * FRAME_BYTES, durationMs: samplesToMs(samples) };
  }

  return {
    caller: (pcm) => put(0, pcm),
    bot: (pcm) => put(1, pcm),
    begin() {
      silent = false;
    },
    failure: () => failure,
    droppedBlocks: () => dropped,
    close() {
      if (closing) return closing;
      while (ahead.length > 0 && !failure) pad();
      const samples = Math.max(filled.caller, filled.bot);
      if (samples > blockStart) write(block, samples - blockStart);
      closing = finish(samples);
      return closing;
    },
  };
}

/**
 * Brings the header of a recording whose process died in line with the file's length.
 * @throws the file system's error; RangeError when the file is no recording of ours.
 */
export async function salvageRecording(path: string): Promise<RecordingResult> {
  const { size } = await stat(path);
  const file = await open(path, "r+");
  try {
    const mark = new Uint8Array(12);
    await file.read(mark, 0, 12, 0);
    if (size < WAV_HEADER_BYTES || Buffer.from(mark).toString("latin1", 0, 4) !== "RIFF") {
      throw new RangeError("not a recording: no RIFF header");
    }
    const samples = Math.floor((size - WAV_HEADER_BYTES) / FRAME_BYTES);
    await writeHeader(file, samples);
    return { path, bytes: WAV_HEADER_BYTES + samples * FRAME_BYTES, durationMs: samplesToMs(samples) };
  } finally {
    await file.close();
  }
}

async function writeHeader(file: FileHandle, samples: number): Promise<void> {
  const header = wavHeader({ rateHz: SAMPLE_RATE_HZ, channels: 2, dataBytes: samples * FRAME_BYTES });
  await file.write(header, 0, header.length, 0);
}
