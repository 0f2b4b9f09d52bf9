// Python files are bundled as text (webpack.config.js).
declare module '*.py' {
  const source: string;
  export default source;
}
