import type { BoundingBox } from "../../api/shapes.ts";

// Members of answers that only this view reads.

export interface Described {
  FaceCount: number;
  UserCount: number;
  CollectionARN: string;
  /** Seconds since 1970. */
  CreationTimestamp: number;
  FaceModelVersion: string;
}

export interface User {
  UserId?: string;
  UserStatus?: string;
}
export interface UserMatch {
  Similarity?: number;
  User?: User;
}

/** Of DeleteFaces, AssociateFaces and DisassociateFaces alike. */
export interface NotDone {
  FaceId?: string;
  UserId?: string;
  Confidence?: number;
  Reasons?: string[];
}

export interface Indexed {
  FaceRecords?: unknown[];
  UnindexedFaces?: { Reasons?: string[]; FaceDetail?: { BoundingBox: BoundingBox } }[];
}

const reasons: Record<string, string> = {
  EXCEEDS_MAX_FACES: "more faces than are taken from one picture",
  EXTREME_POSE: "turned too far away",
  LOW_BRIGHTNESS: "too dark",
  LOW_SHARPNESS: "not sharp enough",
  LOW_CONFIDENCE: "not surely a face",
  SMALL_BOUNDING_BOX: "too small",
  LOW_FACE_QUALITY: "too poor to compare",
  FACE_NOT_FOUND: "no such face any more",
  ASSOCIATED_TO_A_DIFFERENT_USER: "it belongs to another user",
  ASSOCIATED_TO_AN_EXISTING_USER: "it belongs to a user; take it from the user first",
  LOW_MATCH_CONFIDENCE: "not alike enough to the user's other faces",
};

/** Reasons of the contract in words; one that is new stays as it came. */
export function inWords(told: string[] | undefined): string {
  return (told ?? []).map((reason) => reasons[reason] ?? reason).join(", ") || "no reason was given";
}

/** "1 face", "1,234 faces". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** The address of a collection's page. */
export function place(collection: string, tab = "", query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query).toString();
  return `/console/collections/${encodeURIComponent(collection)}${tab && `/${tab}`}${asked && `?${asked}`}`;
}
