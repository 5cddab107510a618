// Time of one case: it runs only while the case is on show and the window is looked at.
export class Clock {
  private since: number | null = null;
  private spentMs = 0;

  get seconds(): number {
    return (this.spentMs + (this.since === null ? 0 : performance.now() - this.since)) / 1000;
  }

  restart(): void {
    [this.since, this.spentMs] = [null, 0];
  }

  run(): void {
    if (this.since === null && !document.hidden) {
      this.since = performance.now();
    }
  }

  stop(): void {
    if (this.since !== null) {
      this.spentMs += performance.now() - this.since;
      this.since = null;
    }
  }
}
