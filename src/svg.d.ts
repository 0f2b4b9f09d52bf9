// Icons are bundled as text, as in all of JupyterLab.
declare module '*.svg' {
  const source: string;
  export default source;
}
