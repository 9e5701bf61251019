/**
 * What the chat says to whoever writes, and how it says times: Spanish, *tú*, and English. Whatever the pages without
 * JavaScript say too is said in the same words: tests/assistance/chat/test_client_words.py. Pure.
 */
import type { ShownConversation, ShownMessage } from './frames.ts';

const es = {
  you: 'Tú',
  automatic: 'Respuesta automática',
  supervisor: 'Supervisa',
  namedSupervisor: '{name}, de supervisión',
  operator: 'Quien te atiende',
  sending: 'enviando…',
  waitingToSend: 'se enviará cuando haya conexión',
  sent: '✓ enviado',
  read: '✓ leído',
  removed: 'Borrado',
  heading: 'Tu conversación',
  log: 'Mensajes',
  message: 'Tu mensaje',
  write: 'Escribe aquí …',
  send: 'Enviar',
  left: 'Te quedan {left} letras.',
  tooLong: 'Sobran {over} letras. Envíalo en partes.',
  typing: '{name} está escribiendo…',
  somebodyTyping: 'Te están escribiendo…',
  queue: 'Estás en la fila',
  attended: '{operator} te atiende',
  attendedByTwo: '{operator} y {supervisor} te atienden',
  attendedBySomebody: 'Alguien te atiende',
  content: 'Con información de {state}',
  ended: 'La conversación terminó',
  wasErased: 'Se borró',
  next: 'Eres la siguiente persona.',
  beforeOne: 'Hay {before} persona antes que tú.',
  before: 'Hay {before} personas antes que tú.',
  waitUnknown: 'No sabemos cuánto tardará.',
  waited: 'Llevas {minutes} min aquí; todavía no llega nadie.',
  overtaken: 'Antes va alguien que ya esperaba, o a quien le urge más.',
  waitLess: 'Calculamos menos de un minuto.',
  waitOne: 'Calculamos {minutes} minuto más o menos.',
  wait: 'Calculamos unos {minutes} minutos.',
  leaveOpen: 'Deja esta página a la vista: la respuesta aparece aquí sola. Si apagas la pantalla más de un minuto, sales de la fila; tu lugar se guarda unos diez minutos.',
  whileWaiting: 'Mientras esperas',
  askCall: 'Pide que te llamen',
  callYourself: 'O llama tú: {number} ({label}).',
  came: '{name} ya está aquí y puede leer lo que escribiste.',
  somebodyCame: 'Ya hay alguien aquí y puede leer lo que escribiste.',
  requeued: 'Quien te atendía ya no está en la conversación. Estás otra vez en la fila, y cuenta el tiempo que ya esperaste.',
  operatorSilent: 'Quien te atendía no contestó a tiempo. Estás otra vez en la fila, y cuenta el tiempo que ya esperaste.',
  operatorLost: 'Se perdió la conexión de quien te atendía. Estás otra vez en la fila, y cuenta el tiempo que ya esperaste.',
  operatorLeft: 'Quien te atendía tuvo que dejar la conversación. Estás otra vez en la fila, y cuenta el tiempo que ya esperaste.',
  takenOver: 'Ahora te atiende {name}, de supervisión, y puede leer lo que se ha escrito.',
  somebodyTookOver: 'Ahora te atiende alguien de supervisión y puede leer lo que se ha escrito.',
  handedOver: 'Ahora te atiende {name} y puede leer lo que se ha escrito.',
  somebodyHandedOver: 'Ahora te atiende otra persona y puede leer lo que se ha escrito.',
  joined: '{name}, de supervisión, también está en la conversación.',
  somebodyJoined: 'Alguien de supervisión también está en la conversación.',
  leftAgain: '{name}, de supervisión, ya no está en la conversación.',
  somebodyLeft: 'Quien supervisa ya no está en la conversación.',
  toState: 'Desde ahora te contestan con la información de otro estado.',
  toPhone: 'Quedó acordada una llamada.',
  callCancelled: 'Iban a llamarte; la llamada se canceló.',
  toPhoneAt: 'Quedó acordada una llamada: {day}, de {from} a {until}.',
  callChanged: 'Iban a llamarte; la llamada se cambió por otra.',
  callChangedAt: 'Iban a llamarte el {day}, de {from} a {until}; la llamada se cambió por otra.',
  callCancelledAt: 'Iban a llamarte el {day}, de {from} a {until}; la llamada se canceló.',
  cancelled: 'Cancelaste la llamada.',
  cancelledAt: 'Cancelaste la llamada del {day}, de {from} a {until}.',
  promised: 'La llamada prometida',
  nobodyCalls: 'Nadie te llamará',
  isCalledOff: 'La llamada se canceló y se borró tu número.',
  callNumber: 'Número: {number}',
  cancelCall: 'Ya no quiero que me llamen',
  cancelCallAsked: '¿Cancelar la llamada?',
  cancelCallHelp: 'Nadie te llamará y se borra tu número.',
  cancelCallYes: 'Sí, cancelar la llamada',
  call: 'Te llamarán el {day}, de {from} a {until} (hora de {state}).',
  callNow: 'Te llamarán ahora, a más tardar a las {until} (hora de {state}).',
  callAndQueue: 'Mientras tanto sigues en la fila: si antes queda libre alguien, te escribe aquí.',
  callPast: 'La llamada del {day}, de {from} a {until}, ya no está pendiente. Si todavía necesitas hablar, vuelve a escribir aquí.',
  callOver: 'Te iban a llamar el {day}, de {from} a {until} (hora de {state}).',
  callNobody: 'En peligro, llama al {emergency}. Si a esa hora nadie te llama, vuelve a escribir aquí.',
  callLine: 'En peligro, llama al {emergency}. Si a esa hora nadie te llama, llama al {number} ({label}) o vuelve a escribir aquí.',
  quickExit: 'Saliste rápido de la página.',
  endedEvent: 'La conversación terminó.',
  silent: 'Hace rato que nadie escribe. Si no dices que sigues aquí, la conversación termina {when}.',
  silentSoon: 'Hace rato que nadie escribe. Si no dices que sigues aquí, la conversación termina pronto.',
  stay: 'Sigo aquí',
  today: 'hoy a las {time}',
  tomorrow: 'mañana a las {time}',
  onDay: 'el {day} a las {time}',
  zone: 'Las horas son las de {state}.',
  connecting: 'Conectando…',
  offlineSince: 'Sin conexión desde las {time}',
  offline: 'Sin conexión',
  writtenOffline: 'escrito sin conexión a las {time}',
  answers: 'Respuesta',
  nobodyThere: 'Ahora no hay nadie para contestar.',
  outsideHours: 'El horario de atención terminó: es posible que ya nadie conteste.',
  opensAgain: 'Vuelve a haber alguien {when}.',
  offlineKept: 'Sigue escribiendo: se guarda aquí y se envía solo cuando vuelva. No cierres esta página. En peligro, llama al {number}.',
  back: 'Ya hay conexión.',
  notKept: 'Si cierras o recargas esta ventana, pierdes la conversación: tu navegador no deja guardarla.',
  options: 'Opciones',
  danger: 'En peligro:',
  end: 'Terminar la conversación',
  endAsked: '¿Terminar la conversación?',
  endHelp: 'Quien te atiende ya no podrá escribirte. Puedes empezar otra cuando quieras.',
  endYes: 'Sí, terminar',
  no: 'No, volver',
  erase: 'Borrar todo',
  eraseAsked: '¿Borrar todo?',
  eraseOpen: 'La conversación termina y lo que se escribió se borra en este momento, para ti y para quien te atiende. No se puede recuperar.',
  eraseHelp: 'Lo que se escribió se borra en este momento, para ti y para quien te atendió. No se puede recuperar.',
  eraseYes: 'Sí, borrar todo',
  eraseOnExit: 'Borrar todo si salgo rápido',
  eraseWaits: 'Todavía no se borra nada: se borrará solo en cuanto haya conexión. No cierres esta página.',
  eraseFirst: 'Primero tiene que borrarse esta conversación. No cierres esta página; en cuanto se borre, empieza otra.',
  endWaits: 'La conversación todavía no termina: terminará sola en cuanto haya conexión.',
  cancelCallWaits: 'La llamada todavía no se cancela: se cancelará sola en cuanto haya conexión. No cierres esta página.',
  stayWaits: 'Todavía no se sabe que sigues aquí: se avisará en cuanto haya conexión.',
  byVisitor: 'Tú la terminaste.',
  byOperator: 'Quien te atendía cerró la conversación. Si necesitas algo más, empieza otra.',
  byInactive: 'Terminó porque nadie escribió durante un rato.',
  byUnattended: 'Terminó porque nadie pudo atenderte antes de que cerrara el servicio. Lo sentimos.',
  byLeft: 'Terminó porque no supimos de ti durante diez minutos mientras esperabas. Empieza otra cuando quieras.',
  bySpam: 'Se cerró. Si estás en peligro, llama al 911.',
  eraseKept: 'Si guardaste un enlace a lo que te sugirieron, sigue funcionando.',
  erasedWords: 'Lo que se escribió aquí se borró. Ya nadie puede leerlo.',
  rate: '¿Te sirvió?',
  rated: 'Gracias. Dijiste: {rating}.',
  ratings: ['No me sirvió', 'Me sirvió poco', 'Más o menos', 'Me sirvió', 'Me sirvió mucho'],
  keep: 'Guardar lo que te sugirieron',
  keepHelp: 'Este enlace muestra lo que te sugirieron. No dice quién eres ni qué escribiste.',
  keepCare: 'Guárdalo solo si nadie revisa tus cosas.',
  keepNothing: 'Todavía no te han sugerido nada. Cuando pase, aquí lo puedes guardar.',
  keepFailed: 'No se pudo hacer el enlace: no hay conexión. Inténtalo otra vez.',
  openLink: 'Abrir el enlace',
  address: 'Para copiarlo o anotarlo',
  again: 'Empezar otra conversación',
  goBack: 'Volver a tu conversación',
  readEnded: 'Leer tu conversación anterior, que terminó',
  gone: 'Esta conversación ya no está aquí. Comienza otra.',
  unsent: 'Lo que escribiste no se envió',
  open: 'Abrir',
  newTab: '(se abre aparte)',
  notSent: 'No se envió: {why}',
  curp: 'Parece que escribiste una CURP. Aquí nadie la necesita: quítala, o presiona otra vez el botón para enviarla.',
  card: 'Parece que escribiste el número de una tarjeta. Aquí nadie lo necesita: quítalo, o presiona otra vez el botón para enviarlo.',
  starting: 'Enviando…',
  startLost: 'No hay conexión. Lo intentamos otra vez; no cierres esta página. En peligro, llama al {number}.',
  checking: 'Mucha gente está escribiendo. Revisamos tu dispositivo; tarda unos segundos.',
  newMessages: 'Hay mensajes nuevos',
};

export type Words = typeof es;

const en: Words = {
  you: 'You',
  automatic: 'Automatic reply',
  supervisor: 'Supervisor',
  namedSupervisor: '{name}, supervisor',
  operator: 'Whoever attends to you',
  sending: 'sending…',
  waitingToSend: 'is sent when there is a connection',
  sent: '✓ sent',
  read: '✓ read',
  removed: 'Erased',
  heading: 'Your conversation',
  log: 'Messages',
  message: 'Your message',
  write: 'Write here …',
  send: 'Send',
  left: '{left} letters are left.',
  tooLong: '{over} letters too many. Send it in parts.',
  typing: '{name} is writing…',
  somebodyTyping: 'Somebody is writing…',
  queue: 'You are in the queue',
  attended: '{operator} is with you',
  attendedByTwo: '{operator} and {supervisor} are with you',
  attendedBySomebody: 'Somebody is with you',
  content: 'With information of {state}',
  ended: 'The conversation has ended',
  wasErased: 'It was erased',
  next: 'You are the next one.',
  beforeOne: 'There is {before} person before you.',
  before: 'There are {before} people before you.',
  waitUnknown: 'We do not know how long it takes.',
  waited: 'You have been here for {minutes} min; nobody has come yet.',
  overtaken: 'Somebody who has waited already, or whose matter is more urgent, comes first.',
  waitLess: 'We think it takes less than a minute.',
  waitOne: 'We think it takes about {minutes} minute.',
  wait: 'We think it takes about {minutes} minutes.',
  leaveOpen: 'Keep this page in sight: what is answered appears here by itself. With the screen off for more than a minute you leave the queue; your place is kept for about ten minutes.',
  whileWaiting: 'While you wait',
  askCall: 'Ask to be called',
  callYourself: 'Or call yourself: {number} ({label}).',
  came: '{name} has come and reads what you wrote.',
  somebodyCame: 'Somebody has come and reads what you wrote.',
  requeued: 'Whoever was with you is not in the conversation any more. You are in the queue again, with the time that you have waited.',
  operatorSilent: 'Whoever was with you did not answer in time. You are in the queue again, with the time that you have waited.',
  operatorLost: 'The connection of whoever was with you was lost. You are in the queue again, with the time that you have waited.',
  operatorLeft: 'Whoever was with you had to leave the conversation. You are in the queue again, with the time that you have waited.',
  takenOver: 'Now {name}, supervisor, is with you and can read what you both wrote.',
  somebodyTookOver: 'Now a supervisor is with you and can read what was written.',
  handedOver: 'Now {name} is with you and can read what you both wrote.',
  somebodyHandedOver: 'Somebody else is with you now and can read what was written.',
  joined: '{name}, supervisor, has come, too.',
  somebodyJoined: 'A supervisor has come, too.',
  leftAgain: '{name}, supervisor, has left.',
  somebodyLeft: 'The supervisor has left.',
  toState: 'From now on the information of another state answers you.',
  toPhone: 'A call was agreed on.',
  callCancelled: 'You were to be called; the call was cancelled.',
  toPhoneAt: 'A call was agreed on: {day}, from {from} to {until}.',
  callChanged: 'You were to be called; another call took its place.',
  callChangedAt: 'You were to be called on {day}, from {from} to {until}; another call took its place.',
  callCancelledAt: 'You were to be called on {day}, from {from} to {until}; the call was cancelled.',
  cancelled: 'You cancelled the call.',
  cancelledAt: 'You cancelled the call of {day}, from {from} to {until}.',
  promised: 'The promised call',
  nobodyCalls: 'Nobody calls you',
  isCalledOff: 'The call is cancelled, and your number is erased.',
  callNumber: 'Number: {number}',
  cancelCall: 'I do not want to be called any more',
  cancelCallAsked: 'Cancel the call?',
  cancelCallHelp: 'Nobody calls you, and your number is erased.',
  cancelCallYes: 'Yes, cancel the call',
  call: 'You are called on {day}, from {from} to {until} ({state} time).',
  callNow: 'You are called now, at {until} at the latest ({state} time).',
  callAndQueue: 'Meanwhile you stay in the queue: if somebody is free before, they write to you here.',
  callPast: 'The call of {day}, from {from} to {until}, is not to be made any more. If you still need to talk, write here again.',
  callOver: 'You were to be called on {day}, from {from} to {until} ({state} time).',
  callNobody: 'In danger, call {emergency}. If nobody calls you by then, write here again.',
  callLine: 'In danger, call {emergency}. If nobody calls you by then, call {number} ({label}), or write here again.',
  quickExit: 'You left the page quickly.',
  endedEvent: 'The conversation has ended.',
  silent: 'Nobody has written for a while. If you do not say that you are still here, it ends {when}.',
  silentSoon: 'Nobody has written for a while. If you do not say that you are still here, it ends soon.',
  stay: 'I am still here',
  today: 'today at {time}',
  tomorrow: 'tomorrow at {time}',
  onDay: '{day} at {time}',
  zone: 'Times are those of {state}.',
  connecting: 'Connecting…',
  offlineSince: 'No connection since {time}',
  offline: 'No connection',
  writtenOffline: 'written without a connection at {time}',
  answers: 'Answer',
  nobodyThere: 'Nobody is there to answer now.',
  outsideHours: 'The hours of service are over: perhaps nobody answers any more.',
  opensAgain: 'Somebody is here again {when}.',
  offlineKept: 'Go on writing: it is kept here and sent by itself when it is back. Do not close this page. In danger, call {number}.',
  back: 'The connection is back.',
  notKept: 'If you close or reload this window, you lose the conversation: your browser does not let it be kept.',
  options: 'Options',
  danger: 'In danger:',
  end: 'End the conversation',
  endAsked: 'End the conversation?',
  endHelp: 'Whoever is with you can write to you no more. You can begin another one whenever you want.',
  endYes: 'Yes, end it',
  no: 'No, go back',
  erase: 'Erase everything',
  eraseAsked: 'Erase everything?',
  eraseOpen: 'The conversation ends, and what you both wrote is erased at once, for both of you. It cannot be brought back.',
  eraseHelp: 'What you both wrote is erased at once, for both of you. It cannot be brought back.',
  eraseYes: 'Yes, erase everything',
  eraseOnExit: 'Erase everything if I leave quickly',
  eraseWaits: 'Nothing is erased yet: it is by itself as soon as there is a connection. Do not close this page.',
  eraseFirst: 'This conversation must be erased first. Do not close this page; once it is erased, begin another one.',
  endWaits: 'The conversation has not ended yet: it does by itself as soon as there is a connection.',
  cancelCallWaits: 'The call is not cancelled yet: it is by itself as soon as there is a connection. Do not close this page.',
  stayWaits: 'Nobody knows yet that you are still here: they are told as soon as there is a connection.',
  byVisitor: 'You ended it.',
  byOperator: 'Whoever was with you ended it. If you need anything else, begin another one.',
  byInactive: 'It ended because nobody wrote for a while.',
  byUnattended: 'It ended because nobody could attend to you before the hours of service were over. We are sorry.',
  byLeft: 'It ended because nothing was heard of you for ten minutes while you waited. Begin another one whenever you want.',
  bySpam: 'It was closed. In danger, call 911.',
  eraseKept: 'A link that you kept to what was suggested goes on working.',
  erasedWords: 'What was written here was erased. Nobody can read it any more.',
  rate: 'Did it help you?',
  rated: 'Thank you. You said: {rating}.',
  ratings: ['It did not help me', 'It helped me little', 'So-so', 'It helped me', 'It helped me a lot'],
  keep: 'Keep what was suggested',
  keepHelp: 'This link shows what was suggested. It does not say who you are or what you wrote.',
  keepCare: 'Keep it only if nobody looks through your things.',
  keepNothing: 'Nothing has been suggested yet. When it is, you can keep it here.',
  keepFailed: 'The link could not be made: there is no connection. Try again.',
  openLink: 'Open the link',
  address: 'To copy or write it down',
  again: 'Begin another conversation',
  goBack: 'Go back to your conversation',
  readEnded: 'Read your earlier conversation, which has ended',
  gone: 'This conversation is not here any more. Begin another one.',
  unsent: 'What you wrote was not sent',
  open: 'Open',
  newTab: '(opens beside this page)',
  notSent: 'It was not sent: {why}',
  curp: 'This looks like a CURP. Nobody here needs it: take it out, or press the button again to send it.',
  card: 'This looks like the number of a card. Nobody here needs it: take it out, or press the button again to send it.',
  starting: 'Sending…',
  startLost: 'There is no connection. We try again; do not close this page. In danger, call {number}.',
  checking: 'Many people are writing. Your device is being checked; it takes some seconds.',
  newMessages: 'There are new messages',
};

/** All words, by language: for the test that compares them with the pages without JavaScript. */
export const WORDS = { es, en };

/** The words of a language; Spanish where there are none. */
export function wordsOf(language: string): Words {
  return language.toLowerCase().startsWith('en') ? en : es;
}

export function filled(sentence: string, named: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name] ?? ''));
}

/** Where words are said: by which clocks, and in which language. */
export interface Place {
  words: Words;
  language: string;
  zone: string;
}

/** Who is there, or that nobody is yet. */
export function statusOf({ words }: Place, shown: ShownConversation): string {
  if (shown.state === 'ENDED') return shown.isErased || shown.endReason === 'ERASED' ? words.wasErased : words.ended;
  if (shown.state === 'WAITING') return words.queue;
  const { operatorName: operator, supervisorName: supervisor } = shown;
  if (operator && supervisor) return filled(words.attendedByTwo, { operator, supervisor });
  return operator ? filled(words.attended, { operator }) : words.attendedBySomebody;
}

/**
 * The place in the queue and how long it may take, or that the hours of service are over; of the next one, where that is not known, how long they have been there, unless they were attended since. Empty: nobody waits.
 *
 * Args:
 *   isOvertaken: whether more are before them than there were.
 */
export function waitingOf(
  place: Place, { state, position, waitSeconds, startedAt, wasAttended, isNobodyThere, isOutsideHours, opensAt }: ShownConversation, now: number, isOvertaken = false,
): string {
  const { words } = place;
  if (state !== 'WAITING') return '';
  if (isOutsideHours) return [words.outsideHours, opensOf(place, opensAt, now)].filter(Boolean).join(' ');
  const standing = position === null ? '' : position <= 1 ? words.next
    : filled(position === 2 ? words.beforeOne : words.before, { before: position - 1 });
  const minutes = Math.ceil((waitSeconds ?? 0) / 60);
  const waited = Math.floor((now - Date.parse(startedAt)) / 60_000);
  const wait = waitSeconds === null ? (position === 1 && waited >= 1 && !wasAttended ? filled(words.waited, { minutes: waited }) : words.waitUnknown) : waitSeconds < 60 ? words.waitLess
    : filled(minutes === 1 ? words.waitOne : words.wait, { minutes });
  return [standing, isOvertaken ? words.overtaken : '', isNobodyThere ? words.nobodyThere : '', wait].filter(Boolean).join(' ');
}

/** When somebody is there again; empty: it is not known. */
function opensOf(place: Place, opensAt: string | null | undefined, now: number): string {
  return opensAt ? filled(place.words.opensAgain, { when: instantOf(Date.parse(opensAt), place, now) }) : '';
}

/** Whether more are before somebody in the queue than there were: as long as they are not fewer again. */
export function isOvertaken(before: ShownConversation | null, { state, position }: ShownConversation, was: boolean): boolean {
  const former = before?.state === 'WAITING' ? before.position : null;
  if (state !== 'WAITING' || position === null || former === null) return false;
  return position === former ? was : position > former;
}

export function endingOf(place: Place, shown: ShownConversation, now: number): string {
  const { words } = place;
  if (shown.isErased || shown.endReason === 'ERASED') return words.erasedWords;
  const reason = {
    VISITOR: words.byVisitor, OPERATOR: words.byOperator, INACTIVE: words.byInactive, UNATTENDED: words.byUnattended, LEFT: words.byLeft, SPAM: words.bySpam,
  }[shown.endReason] ?? '';
  return [reason, opensOf(place, shown.opensAt, now)].filter(Boolean).join(' ');
}

export function whoOf({ words }: Place, { author, authorName: name }: ShownMessage): string {
  if (author === 'VISITOR') return words.you;
  if (author === 'SYSTEM') return words.automatic;
  if (author === 'SUPERVISOR') return name ? filled(words.namedSupervisor, { name }) : words.supervisor;
  return name || words.operator;
}

/**
 * What happened; empty: the warning, which stands beside its button, or something newer than this page knows.
 *
 * Args:
 *   standing: what became of the call that was agreed, which its event says.
 */
export function eventOf(place: Place, message: ShownMessage, standing: CallStanding): string {
  const { words } = place;
  const { event, authorName: name } = message;
  const [named, unnamed] = {
    ATTENDED: [words.came, words.somebodyCame],
    REQUEUED: ['', words.requeued],
    OPERATOR_SILENT: ['', words.operatorSilent],
    OPERATOR_LOST: ['', words.operatorLost],
    OPERATOR_LEFT: ['', words.operatorLeft],
    TAKEN_OVER: [words.takenOver, words.somebodyTookOver],
    HANDED_OVER: [words.handedOver, words.somebodyHandedOver],
    JOINED: [words.joined, words.somebodyJoined],
    LEFT: [words.leftAgain, words.somebodyLeft],
    TO_STATE: ['', words.toState],
    TO_PHONE: ['', callEventOf(place, message, standing)],
    CALL_CANCELLED: ['', callEventOf(place, message, standing)],
    QUICK_EXIT: ['', words.quickExit],
    ENDED: ['', words.endedEvent],
  }[event] ?? ['', ''];
  return named && name ? filled(named!, { name }) : unnamed!;
}

/** What became of a call that was agreed: it is promised still, another one took its place, or it was cancelled. */
export type CallStanding = 'promised' | 'changed' | 'cancelled';

/**
 * What became of a call, by the events of calls behind it.
 *
 * Args:
 *   isCalled: whether a call is promised still.
 */
export function callStandingOf({ seq }: Pick<ShownMessage, 'seq'>, events: readonly Pick<ShownMessage, 'seq' | 'event'>[], isCalled: boolean): CallStanding {
  const later = events.filter((one) => one.seq > seq && CALL_EVENTS.has(one.event));
  const next = later.find((one) => later.every((other) => one.seq <= other.seq));
  if (next) return next.event === 'TO_PHONE' ? 'changed' : 'cancelled';
  return isCalled ? 'promised' : 'cancelled';
}

/** That a call was agreed, or cancelled. */
export const CALL_EVENTS = new Set(['TO_PHONE', 'CALL_CANCELLED']);

/** What happened to a call, with its hours as long as they are kept. */
function callEventOf(place: Place, { event, callStartsAt, callEndsAt, sentAt }: ShownMessage, standing: CallStanding): string {
  const { words } = place;
  const [timed, untimed] = event === 'CALL_CANCELLED' ? [words.cancelledAt, words.cancelled] : {
    promised: [words.toPhoneAt, words.toPhone], changed: [words.callChangedAt, words.callChanged], cancelled: [words.callCancelledAt, words.callCancelled],
  }[standing] as [string, string];
  if (!callStartsAt || !callEndsAt) return untimed;
  const starts = Date.parse(callStartsAt);
  // Nobody calls before it was agreed: its hour may have begun.
  const from = event === 'TO_PHONE' && standing === 'promised' ? Math.max(starts, Date.parse(sentAt)) : starts;
  return filled(timed, hoursOf(from, Date.parse(callEndsAt), place));
}

/** Day and hours of a call, as sentences name them. */
function hoursOf(starts: number, ends: number, place: Place): Record<'day' | 'from' | 'until', string> {
  const day = new Date(starts).toLocaleDateString(place.language, { timeZone: place.zone, weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '');
  return { day, from: timeOf(starts, place), until: timeOf(ends, place) };
}

const DAY_MS = 86_400_000;

function dayOf(at: number, zone: string): string {
  return new Date(at).toLocaleDateString('en-CA', { timeZone: zone });
}

export function timeOf(at: number, { zone }: Place): string {
  const time = new Date(at).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return time.replace(/^0/, '');
}

/** `10:41`; with its day where that is not today. */
export function clockOf(at: number, place: Place, now: number): string {
  const time = timeOf(at, place);
  if (dayOf(at, place.zone) === dayOf(now, place.zone)) return time;
  const day = new Date(at).toLocaleDateString(place.language, { timeZone: place.zone, day: 'numeric', month: 'long' });
  return `${day}, ${time}`;
}

/** `hoy a las 18:40`. */
export function instantOf(at: number, place: Place, now: number): string {
  const { words, zone, language } = place;
  const time = timeOf(at, place);
  const day = dayOf(at, zone);
  if (day === dayOf(now, zone)) return filled(words.today, { time });
  if (day === dayOf(now + DAY_MS, zone)) return filled(words.tomorrow, { time });
  const named = new Date(at).toLocaleDateString(language, { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' });
  return filled(words.onDay, { day: named, time });
}

const CURP = /[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d/i;

const CARD = /(?<!\d)\d(?:[ .-]?\d){13,18}(?!\d)/g;

/** What is asked of whoever sends a CURP or the number of a card, by the rules of `assistance.inquiries.personal_data`; empty: nothing. */
export function questionAbout(words: Words, text: string): string {
  if (CURP.test(text)) return words.curp;
  return (text.match(CARD) ?? []).some(isOfCard) ? words.card : '';
}

/** Luhn's formula. */
function isOfCard(number: string): boolean {
  const digits = [...number.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((before, digit, place) => before + (place % 2 ? (digit > 4 ? 2 * digit - 9 : 2 * digit) : digit), 0);
  return sum % 10 === 0;
}

/** A number to call, and whose it is. */
export interface HelpLine {
  number: string;
  label: string;
  /** What dials it; empty: nothing does. */
  href: string;
}

/** The call that was promised: when it comes, that whoever waits stays in the queue, and what to do if it does not come; none: no call was. */
export function callOf(place: Place, shown: ShownConversation, line: HelpLine | null, emergency: string, state: string, now: number): string[] {
  const { words } = place;
  if (!shown.callStartsAt || !shown.callEndsAt) return [];
  const [starts, ends] = [Date.parse(shown.callStartsAt), Date.parse(shown.callEndsAt)];
  if (!shown.callNumber && ends > now) return [filled(words.callPast, hoursOf(starts, ends, place))];
  const when = filled(ends <= now ? words.callOver : starts <= now ? words.callNow : words.call, { ...hoursOf(starts, ends, place), state });
  const queue = shown.state === 'WAITING' && ends > now ? [words.callAndQueue] : [];
  const number = shown.callNumber ? [filled(words.callNumber, { number: shown.callNumber })] : [];
  return [[when, ...queue].join(' '), ...number, filled(line ? words.callLine : words.callNobody, { ...line, emergency })];
}

const LONG_WAIT_SECONDS = 600;

/** Whether somebody waits who may rather be called, and was promised no call yet. */
export function waitsLong({ state, waitSeconds, callStartsAt }: ShownConversation): boolean {
  return state === 'WAITING' && !callStartsAt && (waitSeconds === null || waitSeconds >= LONG_WAIT_SECONDS);
}

/** That another state's content answers; empty: their own does. */
export function contentOf({ words }: Place, { state, contentState }: ShownConversation): string {
  return contentState && state !== 'ENDED' ? filled(words.content, { state: contentState }) : '';
}

/** What is said before it ends because nobody writes; empty: it does not end. */
export function warningOf(place: Place, shown: ShownConversation, now: number): string {
  if (!shown.isNearlyInactive || shown.state === 'ENDED') return '';
  if (!shown.endsAt) return place.words.silentSoon;
  return filled(place.words.silent, { when: instantOf(Date.parse(shown.endsAt), place, now) });
}

/** Whether the clocks of a place and of whoever reads show another time. */
export function isElsewhere(zone: string, own: string, at: number): boolean {
  return new Date(at).toLocaleString('en-GB', { timeZone: zone }) !== new Date(at).toLocaleString('en-GB', { timeZone: own });
}
