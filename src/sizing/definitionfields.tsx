import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { formatPrice } from '../format';
import type { ISize, OwnerKind } from '../tokens';
import type { IDefinitionReading, IDefinitionValues } from './defining';
import { Choice, Entry } from './inputs';

/**
 * The inputs of the dialogs on a cluster's definition.
 */
export function DefinitionFields(props: {
  values: IDefinitionValues;
  reading: IDefinitionReading;
  sizes: ReadonlyArray<ISize>;
  isLocal: boolean;
  /** Whether what is left empty is Saturn's to choose. */
  isNew: boolean;
  /** The most workers that our server takes. */
  limit: number;
  onChange: (values: Partial<IDefinitionValues>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { isNew, onChange, reading, trans, values } = props;
  const count = (
    key: 'n_workers' | 'nprocs' | 'nthreads',
    label: string,
    hint: string
  ): JSX.Element => (
    <Entry
      label={label}
      value={values[key]}
      hint={isNew ? trans.__('%1 Empty leaves it to Saturn.', hint) : hint}
      error={reading.errors[key]}
      onChange={value => onChange({ [key]: value })}
    />
  );
  type SizeKey = 'worker_size' | 'scheduler_size';
  const size = (key: SizeKey, label: string): JSX.Element => (
    <Choice
      label={label}
      value={values[key]}
      options={sizeOptions(values[key], props)}
      onChange={value => onChange({ [key]: value })}
    />
  );
  return (
    <>
      {isNew && <OwnerFields {...props} />}
      {size('worker_size', trans.__('Size of each worker host'))}
      {isNew && !props.isLocal && <SpotField {...props} />}
      {size('scheduler_size', trans.__('Size of the scheduler'))}
      <div className="jp-Saturn-counts">
        {count(
          'n_workers',
          trans.__('Worker hosts'),
          trans.__('From 0 to %1.', props.limit)
        )}
        {count(
          'nprocs',
          trans.__('Workers on each host'),
          trans.__('Processes; one is usual.')
        )}
        {count(
          'nthreads',
          trans.__('Threads of each worker'),
          trans.__('As many as it has cores is usual.')
        )}
      </div>
    </>
  );
}

/**
 * Whether the workers run on machines that are cheap because their provider may take them back.
 */
function SpotField(props: {
  values: IDefinitionValues;
  onChange: (values: Partial<IDefinitionValues>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { onChange, trans, values } = props;
  const id = useId();
  return (
    <div className="jp-Saturn-modes">
      <label>
        <input
          type="checkbox"
          checked={values.isSpot}
          aria-describedby={id}
          onChange={event => onChange({ isSpot: event.target.checked })}
        />
        {trans.__('Spot workers')}
      </label>
      <p id={id} className="jp-Saturn-muted">
        {trans.__(
          'They cost less than the price says, and may be taken away at any time.'
        )}
      </p>
    </div>
  );
}

/**
 * The inputs for what a new cluster is to belong to.
 */
function OwnerFields(props: {
  values: IDefinitionValues;
  reading: IDefinitionReading;
  onChange: (values: Partial<IDefinitionValues>) => void;
  trans: TranslationBundle;
}): JSX.Element {
  const { onChange, reading, trans, values } = props;
  return (
    <>
      <Entry
        label={trans.__('Project')}
        isNumber={false}
        value={values.project}
        hint={trans.__('Its id, or the address of its page in Saturn.')}
        error={reading.errors.project}
        onChange={project => onChange({ project })}
      />
      <Choice
        label={trans.__('It is a')}
        value={values.kind}
        options={[
          { value: 'workspace', label: trans.__('Workspace') },
          { value: 'deployment', label: trans.__('Deployment') },
          { value: 'job', label: trans.__('Job') }
        ]}
        onChange={kind => onChange({ kind: kind as OwnerKind })} // one of ours
      />
    </>
  );
}

function sizeOptions(
  chosen: string,
  props: {
    sizes: ReadonlyArray<ISize>;
    isLocal: boolean;
    isNew: boolean;
    trans: TranslationBundle;
  }
): ReadonlyArray<{ value: string; label: string }> {
  const { isLocal, isNew, sizes, trans } = props;
  const options = sizes.map(size => {
    const price = isLocal ? '' : formatPrice(size.price_per_hour, false, trans);
    return {
      value: size.name,
      label: price ? trans.__('%1 · %2', size.display, price) : size.display
    };
  });
  if (isNew) {
    return [{ value: '', label: trans.__('Saturn’s default') }, ...options];
  }
  return sizes.some(size => size.name === chosen)
    ? options
    : [{ value: chosen, label: chosen || trans.__('unknown') }, ...options];
}
