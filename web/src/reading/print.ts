// Prints once every picture is there: one that is still on its way would be a black box on paper.
export async function printWhole(): Promise<void> {
  await Promise.race([
    Promise.all([...document.images].map(picture => picture.decode().catch(() => { }))),
    new Promise(resolve => setTimeout(resolve, 20_000)),
  ]);
  window.print();
}
