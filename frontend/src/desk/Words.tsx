import { Fragment, type ReactNode } from 'react';

import type { Block, Inline } from '../api/richText';
import type { RichText } from './data';
import { aroundPhones, groupsOf } from './phones';

/** A rich text as it is read out; links are only named. */
export function Words({ text }: { text: RichText }) {
  return <>{text.ast.map((node, place) => <Fragment key={place}>{shown(node)}</Fragment>)}</>;
}

function shown(node: Block | Inline): ReactNode {
  switch (node.type) {
    case 'text': {
      const text = withGroups(node.text);
      const words = node.bold ? <b>{text}</b> : text;
      return node.italic ? <em>{words}</em> : words;
    }
    case 'break': return <br />;
    case 'link': case 'term': return all(node.children);
    case 'heading': return <p><b>{all(node.children)}</b></p>;
    case 'quote': return <blockquote>{all(node.children)}</blockquote>;
    case 'list': {
      const items = node.children.map((item, place) => <li key={place}>{all(item.children)}</li>);
      return node.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    default: return <p>{all(node.children)}</p>;
  }
}

function all(nodes: readonly (Block | Inline)[]): ReactNode {
  return nodes.map((node, place) => <Fragment key={place}>{shown(node)}</Fragment>);
}

/** A text with its telephone numbers as they are read out. */
export function withGroups(text: string): ReactNode {
  const parts = aroundPhones(text);
  return parts.length > 1 ? parts.map((part, place) => <Fragment key={place}>{place % 2 ? <Groups number={part} /> : part}</Fragment>) : text;
}

/** A number as it is read out. */
export function Groups({ number }: { number: string }) {
  const groups = groupsOf(number);
  return (
    <>
      <span className="desk-groups" aria-hidden="true">{groups.join(' · ')}</span>
      <span className="desk-unseen">{groups.map((group) => group.replace(/\s/g, ', ')).join('; ')}</span>
    </>
  );
}
