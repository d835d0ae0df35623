/**
 * G.711 of the test phone. Written apart from the product's own, so that a mistake there is not
 * undone by the same mistake here.
 */
import type { AudioCodec } from "./sdp.ts";

const encodeMuLaw = (sample: number): number => {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
};

const decodeMuLaw = (byte: number): number => {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + 132) << ((value >> 4) & 7)) - 132;
  return (value & 0x80) === 0 ? magnitude : -magnitude;
};

const encodeALaw = (sample: number): number => {
  const sign = sample >= 0 ? 0x80 : 0;
  const magnitude = Math.min(sample >= 0 ? sample : -sample - 1, 32_767);
  const exponent = magnitude < 256 ? 0 : 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
};

const decodeALaw = (byte: number): number => {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = value & 0x0f;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return (value & 0x80) === 0 ? -magnitude : magnitude;
};

/** 16-bit samples at 8 kHz → one byte a sample. */
export const encodeG711 = (codec: AudioCodec, samples: Int16Array): Uint8Array => {
  const encode = codec === "alaw" ? encodeALaw : encodeMuLaw;
  return Uint8Array.from(samples, encode);
};

/** One byte a sample → 16-bit samples at 8 kHz. */
export const decodeG711 = (codec: AudioCodec, bytes: Uint8Array): Int16Array => {
  const decode = codec === "alaw" ? decodeALaw : decodeMuLaw;
  return Int16Array.from(bytes, decode);
};
