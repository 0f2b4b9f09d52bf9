// The code for users' kernels is real Python, linted and tested as such; the bundle carries it as text.
module.exports = {
  module: { rules: [{ test: /\.py$/, type: 'asset/source' }] }
};
