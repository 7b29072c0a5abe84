import { scaling } from '../tiers';

/** A value that the guide recommends for an option of mongod. */
export interface MongodRecommendation {
  readonly name: string;
  readonly value: string;
  /** Completes `value — …`. */
  readonly label: string;
  readonly detail: string;
}

/** What the guide says under MongoDB of the server. */
export const mongodRecommendations: readonly MongodRecommendation[] = scaling.mongodMaxConns.map((value, step) => ({
  name: 'net.maxIncomingConnections',
  value: String(value),
  label: step === 0 ? 'first size' : 'next step',
  detail: step === 0 ? 'the guide’s first size' : 'the guide’s next step up',
}));
