// Without this file Next would look for one in the folders above, and find the shop's.
export default {};
