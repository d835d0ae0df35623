/** Where test calls book: beside the calendar of the same name, which callers never see. The sign stands in no owner's name. */
const mark = "!test";

export const trialResource = (resource: string): string => `${resource}${mark}`;
export const isTrial = (resource: string): boolean => resource.endsWith(mark);
/** Of the calendar it stands beside. */
export const ownResource = (resource: string): string => (isTrial(resource) ? resource.slice(0, -mark.length) : resource);
