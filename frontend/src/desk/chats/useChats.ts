import { useSyncExternalStore } from 'react';

import { useDesk } from '../useDesk';
import type { Chats } from './chats';
import type { ChatState } from './store';

/** The operator's chats, and their present state. */
export function useChats(): [Chats, ChatState] {
  const [{ chats }] = useDesk();
  return [chats, useSyncExternalStore(chats.subscribe, chats.get)];
}
