// No one version of better-sqlite3 runs on all the Nodes that this project runs on: 12 aborts the process on Node
// 24.19 and later, when a statement is collected while no JavaScript runs, and 13 does not run on Node 20. The
// adapter asks for "better-sqlite3" and gets this. When Node 20 is given up, this folder goes, and 13 takes its name.
const [major] = process.versions.node.split(".").map(Number);
module.exports = major >= 22 ? require("better-sqlite3-13") : require("better-sqlite3-12");
