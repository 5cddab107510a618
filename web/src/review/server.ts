// The reviewer's requests.
import { ask, type Answer } from '../shared/requests';
import type { Change, State } from './model';

export interface Saved { review: State; refused: { id: string; reason: string }[]; }

export class Server {
  constructor(private readonly root: string) {
  }

  read(): Promise<Answer<State>> {
    return ask<State>(this.root);
  }

  save(changes: Change[]): Promise<Answer<Saved>> {
    return ask<Saved>(this.root + '/changes', { changes });
  }

  sign(signature: { id: string; sequence: number; runId: string; reason: string | null; overrideReason: string | null }): Promise<Answer<State>> {
    return ask<State>(this.root + '/signatures', signature);
  }
}
