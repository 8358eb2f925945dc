// What Beholden's own calls about rules answer: docs/admin-api.json.

export interface Purpose {
  id: string;
  description: string;
  acts: string[];
  collections: string[] | null;
  gatedAttributes: string[];
  falseCandidateInSearches: number | null;
  facesAtLeast: number;
  beyondReach: string;
  live: boolean;
  review: boolean;
  retentionDays: number | null;
  defaultBasis: string | null;
  defaultSource: string | null;
}

export interface Profile {
  id: string;
  description: string;
  enforced: boolean;
  approvalsMin: number;
  delaySeconds: number;
  defaultPurpose: string;
  purposes: Purpose[];
}

export interface Proposal {
  ProposalId: number;
  State: string;
  Reason: string;
  Looser: string[];
  ProposedBy: string;
  ProposedAt: string;
  PersonsAgreed: string[];
  HoldsFrom: string | null;
}

export interface Policy {
  Version: number;
  Hash: string;
  Profile: Profile;
  SiteRules: string;
  BaseRules: string;
  Proposals: Proposal[];
}

export interface Stop {
  StopId: number;
  Scope: string;
  Name: string;
  Reason: string;
  StoppedBy: string;
  StoppedAt: string;
  PersonsAgreed: string[];
}

export interface Key {
  AccessKeyId: string;
  Name: string;
  Person: string;
  Purpose: string;
  Case: string | null;
  CreatedAt: string;
  RevokedAt: string | null;
}

/** A time for people, in their own zone. */
export function when(time: string | null): string {
  return time === null ? "" : new Date(time).toLocaleString();
}
