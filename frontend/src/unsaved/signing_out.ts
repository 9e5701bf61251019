// Whether the page is going because somebody signs out. The browser may ask first whether they mean to leave, and they may stay.

/**
 * Signing out, from the form's sending until the page goes. Each going of a page is asked about once (`beforeunload`): a second question is
 * about another one, so that the first was answered with staying.
 */
export class SigningOut {
  private isBegun = false;
  private isAsked = false;

  /** The form of signing out is sent. */
  begin(): void {
    this.isBegun = true;
    this.isAsked = false;
  }

  /** The browser asks whether the page may go. */
  ask(): void {
    if (this.isAsked) this.isBegun = false;
    this.isAsked = true;
  }

  /** Whether the page that goes now goes by signing out. */
  get isLeaving(): boolean {
    return this.isBegun;
  }
}
