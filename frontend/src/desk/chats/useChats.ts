import { useSyncExternalStore } from 'react';

import { useDesk } from '../useDesk';
import type { Chats, ChatState } from './chats';

/** The operator's chats, and their present state. */
export function useChats(): [Chats, ChatState] {
  const [{ chats }] = useDesk();
  return [chats, useSyncExternalStore(chats.subscribe, chats.get)];
}
