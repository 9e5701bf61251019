export type PartOfDay = 'midnight' | 'night' | 'morning' | 'noon' | 'afternoon' | 'evening';

/** Which part of the day an hour is in, 0 to 23, as people say it; `part_of_day` in `assistance/chat/offering.py` is the same rule. */
export function partOfDay(hour: number): PartOfDay {
  if (hour === 0) return 'midnight';
  if (hour < 6) return 'night';
  if (hour < 12) return 'morning';
  if (hour === 12) return 'noon';
  return hour < 19 ? 'afternoon' : 'evening';
}
