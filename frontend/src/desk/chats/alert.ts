/** What calls an operator who looks elsewhere: a sound and the title of the page, until chat or call is taken or it is muted. */
const NAME = 'justicia-mesa-sin-sonido';
const REPEAT_SECONDS = 4;
const BLINK_SECONDS = 1;

export class Alert {
  isMuted = readMuted();
  #context: AudioContext | null = null;
  #sound = 0;
  #blink = 0;
  #title = document.title;
  #called = '';

  constructor() {
    // Browsers let a page sound once somebody has used it.
    const unlock = (): void => void this.#audio()?.resume().catch(() => undefined);
    window.addEventListener('pointerdown', unlock, { once: true });
    window.addEventListener('keydown', unlock, { once: true });
  }

  mute(isMuted: boolean): void {
    this.isMuted = isMuted;
    try {
      localStorage.setItem(NAME, isMuted ? 'sí' : 'no');
    } catch {
      // It holds until the page is closed.
    }
  }

  /** Repeat until `quiet`, with the title that was given last. */
  call(title: string): void {
    this.#called = title;
    if (this.#sound) return;
    this.#title = document.title;
    this.sound();
    this.#sound = window.setInterval(() => this.sound(), REPEAT_SECONDS * 1000);
    let isShown = false;
    this.#blink = window.setInterval(() => {
      isShown = !isShown;
      document.title = isShown ? this.#called : this.#title;
    }, BLINK_SECONDS * 1000);
  }

  quiet(): void {
    if (!this.#sound) return;
    window.clearInterval(this.#sound);
    window.clearInterval(this.#blink);
    this.#sound = this.#blink = 0;
    document.title = this.#title;
  }

  /** Two short tones; one for a message. */
  sound(tones: readonly number[] = [660, 880]): void {
    const context = this.isMuted ? null : this.#audio();
    if (context?.state !== 'running') return;
    tones.forEach((hertz, place) => {
      const from = context.currentTime + place * 0.18;
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.15, from + 0.02);
      volume.gain.linearRampToValueAtTime(0, from + 0.16);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.17);
    });
  }

  #audio(): AudioContext | null {
    try {
      this.#context ??= new AudioContext();
    } catch {
      // A computer without sound: the title and the screen say it.
    }
    return this.#context;
  }
}

function readMuted(): boolean {
  try {
    return localStorage.getItem(NAME) === 'sí';
  } catch {
    return false;
  }
}
