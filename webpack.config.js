// The code for users' kernels is real Python, linted and tested as such, and the example a real notebook;
// the bundle carries them as text.
module.exports = {
  module: { rules: [{ test: /\.(ipynb|py)$/, type: 'asset/source' }] }
};
