import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { walk, wordsOfOption, type Answer, type Channel } from '../walker/walk';
import { Deadlines } from './Deadlines';
import { filled, type PlayerTexts, type RichText, type ScriptData } from './data';
import { keep, kept } from './kept';
import { isBesideForm, StateChoice } from './page';
import { SaveWalk } from './SaveWalk';
import { Steps } from './Steps';
import { wayTo } from './ways';

/** The answers that hold, and the key of the node at which they end. */
export interface Run {
  answers: Answer[];
  end: string | null;
}

export function PlayerView({ data, onRun }: { data: ScriptData<PlayerTexts>; onRun?: (run: Run) => void }) {
  const { texts } = data;
  const [voice, setVoice] = useState<Channel>(() => {
    const earlier = kept('voice', data.key);
    return data.voices.find(({ channel }) => channel === earlier)?.channel ?? data.voices[0].channel;
  });
  const [answers, setAnswers] = useState<Answer[]>(() => kept('run', data.key) ?? []);
  const here = useRef<HTMLElement>(null);
  const hasMoved = useRef(false);

  const walked = useMemo(() => walk(data.nodes, data.start, answers, voice), [data, answers, voice]);
  const nodes = useMemo(() => new Map([...data.nodes].reverse().map((node) => [node.key, node])), [data]);
  const node = walked.current === null ? undefined : nodes.get(walked.current);
  const turns = walked.texts.slice(0, -1);
  const turn = walked.texts.at(-1);
  const kinds = voice === 'WEB' ? data.topicOrganizations.slice(0, 1) : data.topicOrganizations;

  const go = useCallback((next: Answer[]) => {
    hasMoved.current = true;
    setAnswers(next);
    keep('run', data.key, next);
  }, [data]);
  const choose = useCallback((position: number) => {
    const option = node?.options[position];
    if (node && option) go([...walked.path, { node: node.key, option: option.key }]);
  }, [go, node, walked]);

  useEffect(() => {
    onRun?.({ answers: walked.path, end: walked.current });
  }, [onRun, walked]);
  useEffect(() => {
    if (hasMoved.current) here.current?.focus();
  }, [answers]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof Element && event.target.matches('select, textarea, input:not([type=radio])');
      if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
      choose(Number(event.key) - 1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [choose]);

  return (
    <div className="script-player">
      <header className="script-head">
        <div className="script-line">
          <h1>{data.title}</h1>
          <StateChoice data={data} label={texts.asIn} />
        </div>
        <fieldset className="player-voices">
          <legend>{texts.voice}</legend>
          {data.voices.map(({ channel, label }) => (
            <label key={channel}>
              <input
                type="radio"
                name="voice"
                checked={channel === voice}
                onChange={() => {
                  setVoice(channel);
                  keep('voice', data.key, channel);
                }}
              />
              {label}
            </label>
          ))}
        </fieldset>
        {data.owners && <p className="player-owners">{data.owners}</p>}
      </header>
      <main>
        {walked.stop && walked.stop.reason !== 'START_MISSING' && (
          <p className="player-stop" role="status">
            {filled(texts.holds, { step: walked.texts.length })} {texts.stops[walked.stop.reason]}
          </p>
        )}
        {data.nodes.length > 0 && (
          <Steps
            nodes={data.nodes}
            current={walked.current}
            isReachable={(key) => wayTo(data.nodes, data.start, key) !== null}
            texts={texts}
            onGo={(key) => go(wayTo(data.nodes, data.start, key, walked.path) ?? [])}
          />
        )}
        {!node && <p className="script-problem">{data.nodes.length ? texts.noStart : texts.empty}</p>}
        {data.preamble.length > 0 && node && (
          <details className="player-preamble">
            <summary>{texts.preamble}</summary>
            {data.preamble.map((part, position) => <Words key={position} text={part} />)}
          </details>
        )}
        {turns.length > 0 && (
          <ol className="player-turns">
            {turns.map((one, position) => (
              <li key={one.node}>
                <Said text={one.text} without={texts.noWords[voice]} isWarning={one.kind === 'WARNING'} texts={texts} />
                <p className="player-answer">
                  <b>{one.answer ?? `${labelOf(nodes.get(one.node)?.options, walked.path[position].option)} (${texts.noWordsOfOption[voice]})`}</b>{' '}
                  <button type="button" onClick={() => go(walked.path.slice(0, position))}>
                    {texts.change}<span className="script-unseen"> · {position + 1}</span>
                  </button>
                </p>
              </li>
            ))}
          </ol>
        )}
        {node && turn && (
          <section className="player-here" tabIndex={-1} ref={here} aria-labelledby="player-here-title">
            <h2 id="player-here-title">{texts.said[voice]} <span>{[node.number, node.kindLabel, node.owner].filter(Boolean).join(' · ')}</span></h2>
            <Said text={turn.text} without={texts.noWords[voice]} isWarning={turn.kind === 'WARNING'} texts={texts} />
            {node.problems.map((problem) => <p className="script-problem" key={problem}>{texts.problem}: {problem}</p>)}
            {walked.outcome && (
              <div className="player-end" role="status">
                <p><b>{walked.outcome.isFinal ? texts.ends[walked.outcome.kind] : texts.goOn}</b></p>
                {node.organization && <p>{filled(texts.referredTo, { kind: node.organization, state: data.state.name })}</p>}
                {!node.organization && kinds.length > 0 && <p>{filled(texts.topicOffices, { kinds: kinds.join(', '), state: data.state.name })}</p>}
              </div>
            )}
            {!node.options.length && !walked.outcome && <p className="script-problem">{texts.deadEnd}</p>}
            {node.options.length > 0 && (
              <>
                {!walked.outcome && <p className="player-choose">{texts.choose}</p>}
                <ol className="player-options">
                  {node.options.map((option, position) => {
                    const words = wordsOfOption(option, voice);
                    return (
                      <li key={position}>
                        <button type="button" onClick={() => choose(position)}>
                          {position < 9 && <kbd>{position + 1}</kbd>} <span>{words ?? option.label}
                            {words === null && <em> ({texts.noWordsOfOption[voice]})</em>}
                            {!nodes.has(option.to) && <em> ({texts.leadsNowhere})</em>}
                          </span>
                        </button>
                      </li>
                    );
                  })}
                </ol>
              </>
            )}
          </section>
        )}
        {walked.deadlines.length > 0 && <Deadlines ids={walked.deadlines} deadlines={data.deadlines} isSaid={voice === 'PHONE'} texts={texts} />}
        {node && (
          <div className="player-acts">
            <button type="button" disabled={!walked.path.length} onClick={() => go(walked.path.slice(0, -1))}>{texts.back}</button>
            <button type="button" disabled={!answers.length} onClick={() => go([])}>{texts.again}</button>
          </div>
        )}
        {node && isBesideForm && (
          <SaveWalk
            key={walked.path.map(({ node: key, option }) => `${key}.${option}`).join(' ')}
            answers={walked.path}
            end={walked.outcome && walked.current}
            suggested={walked.path.map(({ node: key, option }) => labelOf(nodes.get(key)?.options, option)).join(' → ')}
            walks={data.walks}
            texts={texts}
          />
        )}
      </main>
    </div>
  );
}

function Said({ text, without, isWarning, texts }: {
  text: RichText | null;
  without: string;
  isWarning: boolean;
  texts: PlayerTexts;
}) {
  return (
    <div className={isWarning ? 'player-said is-warning' : 'player-said'}>
      {isWarning && <p className="player-must">▲ {texts.mustBeRead}</p>}
      {text ? <Words text={text} /> : <p className="script-problem">{without}</p>}
    </div>
  );
}

/** What the server has written and escaped. */
function Words({ text }: { text: RichText }) {
  return <div dangerouslySetInnerHTML={{ __html: text.html || '…' }} />;
}

function labelOf(options: readonly { key: string; label: string }[] | undefined, key: string): string {
  return options?.find((option) => option.key === key)?.label ?? '';
}
