/** The page's component on the server, as a script may call it. A call fails when the connection is lost, which must stop nothing in the browser. */
export interface Component { invokeMethodAsync(method: string, ...values: unknown[]): Promise<unknown>; }
