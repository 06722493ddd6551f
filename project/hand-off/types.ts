/** What is handed on for a part of a placement that no stack provisions: a site, or a cloud other than AWS. */
import type { StaticInfrastructure } from '../../schema/infrastructure-types';

/** Amounts in the quantities of Kubernetes: `cpu: 500m`, `memory: 512Mi`, `nvidia.com/gpu: 1`. */
export type Quantities = Readonly<Record<string, string | number>>;

export interface HandedNodes {
  /** Node type of the cloud, or `node` at a site. */
  readonly type: string;
  readonly count: number;
  /** Of the location, from 1: nodes of different zones are to stand apart. Absent: any will do. */
  readonly zone?: number;
  /** What pods must be able to use of one node. Absent: not known. */
  readonly allocatable?: Quantities;
  /** Service -> replicas on each of these nodes. */
  readonly holds: Readonly<Record<string, number>>;
}

export interface HandedService {
  readonly name: string;
  /** In this cluster. */
  readonly replicas: number;
  /** Of one replica. */
  readonly requests: Quantities;
  readonly labels: Readonly<Record<string, string>>;
  /** Sentences: why it is here, and why it is nowhere else. */
  readonly reasons: readonly string[];
}

export interface HandedCluster {
  /** A DNS label. */
  readonly name: string;
  /** `<infrastructure>/<region or site>` */
  readonly location: string;
  readonly region?: string;
  readonly zone?: string;
  /** Id of the site whose overflow it takes. */
  readonly overflowOf?: string;
  /** Empty where the size of a node is not known: the services are then told alone. */
  readonly nodes: readonly HandedNodes[];
  readonly services: readonly HandedService[];
}

export interface HandOff {
  readonly environment: string;
  readonly infrastructure: Pick<StaticInfrastructure, 'name' | 'provider' | 'credentialsRef' | 'providerConfig'> & {
    readonly kind: 'CloudInfrastructure' | 'StaticInfrastructure';
  };
  /** USD a month for nodes, clusters and traffic, as text; where the figures come from. Absent: nothing is charged. */
  readonly cost?: { readonly monthlyUsd: string; readonly source: string };
  readonly clusters: readonly HandedCluster[];
  /** Dimensions that are requested there and that the infrastructure does not state. */
  readonly unchecked: readonly { readonly location: string; readonly dimension: string }[];
}
