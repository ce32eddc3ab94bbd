/** The cents of a sum have more than fifteen digits: it could not be shown to the cent, so nothing is made of it. */
export class SumTooLarge extends Error {}
