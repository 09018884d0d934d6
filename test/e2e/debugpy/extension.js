/* The debugger of Python as VS Code knows it: Debian's debugpy under the type that Microsoft's extension has for it. */
const { debug, DebugAdapterExecutable } = require('vscode');

exports.activate = ({ subscriptions }) => {
  const createDebugAdapterDescriptor = () => new DebugAdapterExecutable('/usr/bin/python3', ['-m', 'debugpy.adapter']);
  subscriptions.push(debug.registerDebugAdapterDescriptorFactory('debugpy', { createDebugAdapterDescriptor }));
};
