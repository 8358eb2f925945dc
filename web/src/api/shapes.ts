// The members of the contract's shapes that the console reads (docs/coverage.md has all operations).

export interface BoundingBox {
  Left: number;
  Top: number;
  Width: number;
  Height: number;
}
export interface Landmark {
  Type: string;
  X: number;
  Y: number;
}
export interface Judged {
  Value: boolean | string;
  Confidence: number;
}

export interface FaceDetail {
  BoundingBox: BoundingBox;
  Confidence: number;
  Landmarks?: Landmark[];
  Pose?: { Roll: number; Yaw: number; Pitch: number };
  Quality?: { Brightness: number; Sharpness: number };
  AgeRange?: { Low: number; High: number };
  Emotions?: { Type: string; Confidence: number }[];
  [attribute: string]: unknown;
}

export interface Face {
  FaceId: string;
  ImageId?: string;
  ExternalImageId?: string;
  UserId?: string;
  Confidence?: number;
  BoundingBox?: BoundingBox;
  IndexFacesModelVersion?: string;
}

export interface FaceMatch {
  Similarity?: number;
  Face: Face;
}
