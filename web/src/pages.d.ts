/** A document of docs/ as HTML, made when the console is built: vite.config.ts. */
declare module "*?page" {
  const html: string;
  export default html;
}
