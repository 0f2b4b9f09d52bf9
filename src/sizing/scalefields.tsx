import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import type { ICluster } from '../tokens';
import { Entry } from './inputs';
import type { IScaleReading, IScaleValues } from './scaling';

/**
 * The inputs of the scale dialog: a number of workers, or limits for the load to decide in.
 */
export function ScaleFields(props: {
  cluster: ICluster;
  values: IScaleValues;
  reading: IScaleReading;
  /** The most workers that our server takes. */
  limit: number;
  onChange: (values: Partial<IScaleValues>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { cluster, onChange, reading, trans, values } = props;
  const isUp = cluster.status === 'running' || cluster.status === 'pending';
  const hint = trans.__('From 0 to %1.', props.limit);
  const mode = (name: IScaleValues['mode'], label: string): JSX.Element => (
    <Mode
      label={label}
      isChosen={values.mode === name}
      isDisabled={name === 'adaptive' && !isUp}
      onChoose={() => onChange({ mode: name })}
    />
  );
  return (
    <>
      <fieldset className="jp-Saturn-modes">
        <legend>{trans.__('How many workers')}</legend>
        {mode('fixed', trans.__('A fixed number'))}
        {mode('adaptive', trans.__('As many as the work needs (adaptive)'))}
        {!isUp && (
          <p className="jp-Saturn-muted">
            {trans.__('Adaptive is for clusters that run: start it first.')}
          </p>
        )}
      </fieldset>
      {values.mode === 'fixed' ? (
        <Entry
          label={trans.__('Workers')}
          value={values.workers}
          hint={hint}
          error={reading.errors.workers}
          onChange={workers => onChange({ workers })}
        />
      ) : (
        <Limits {...{ hint, onChange, reading, trans, values }} />
      )}
      {cluster.adaptive && values.mode === 'fixed' && (
        <p>{trans.__('This ends adaptive scaling.')}</p>
      )}
      {(cluster.nprocs ?? 1) > 1 && (
        <p className="jp-Saturn-muted">
          {trans.__(
            'Each host runs %1 workers, so the number is rounded up to whole hosts.',
            cluster.nprocs
          )}
        </p>
      )}
    </>
  );
}

function Limits(props: {
  values: IScaleValues;
  reading: IScaleReading;
  hint: string;
  onChange: (values: Partial<IScaleValues>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { hint, onChange, reading, trans, values } = props;
  return (
    <>
      <Entry
        label={trans.__('At least')}
        value={values.minimum}
        hint={hint}
        error={reading.errors.minimum}
        onChange={minimum => onChange({ minimum })}
      />
      <Entry
        label={trans.__('At most')}
        value={values.maximum}
        hint={hint}
        error={reading.errors.maximum}
        onChange={maximum => onChange({ maximum })}
      />
    </>
  );
}

function Mode(props: {
  label: string;
  isChosen: boolean;
  isDisabled: boolean;
  onChoose: () => void;
}): JSX.Element {
  const id = useId();
  return (
    <div>
      <input
        id={id}
        type="radio"
        checked={props.isChosen}
        disabled={props.isDisabled}
        onChange={props.onChoose}
      />
      <label htmlFor={id}>{props.label}</label>
    </div>
  );
}
