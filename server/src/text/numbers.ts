/**
 * A whole number with commas between its thousands: 65,535. The platform's own formatting loads its tables of all
 * languages first, which takes longer than judging a whole file.
 */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
