// Notebooks are bundled as text (webpack.config.js).
declare module '*.ipynb' {
  const source: string;
  export default source;
}
