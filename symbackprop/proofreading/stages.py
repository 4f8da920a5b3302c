"""The stages of reading: what is written in a way of its own is read as it is usually written, one habit after another.

The order matters: entries are told before examples, these before layers, and these before what a name stands for.
"""

from collections.abc import Callable, Sequence

from symbackprop.proofreading.lexicon.activation_jacobians import with_activation_jacobians
from symbackprop.proofreading.lexicon.agreeing_letters import with_agreeing_letters
from symbackprop.proofreading.lexicon.any_layer import with_sizes_of_layers, with_steps_of_layers
from symbackprop.proofreading.lexicon.any_parameter import with_any_parameter
from symbackprop.proofreading.lexicon.bare_functions import with_called_functions
from symbackprop.proofreading.lexicon.bare_models import with_whole_models
from symbackprop.proofreading.lexicon.braced_parts import with_braced_parts
from symbackprop.proofreading.lexicon.bracketed_entries import with_bracketed_entries
from symbackprop.proofreading.lexicon.bracketed_indices import with_indices_below
from symbackprop.proofreading.lexicon.bracketed_symbols import with_plain_entries
from symbackprop.proofreading.lexicon.cases import with_cases
from symbackprop.proofreading.lexicon.cases_of_targets import with_cases_of_targets
from symbackprop.proofreading.lexicon.class_probabilities import with_class_probabilities
from symbackprop.proofreading.lexicon.compositions import with_compositions
from symbackprop.proofreading.lexicon.counted_errors import with_counted_errors
from symbackprop.proofreading.lexicon.counted_examples import with_counted_examples
from symbackprop.proofreading.lexicon.counted_from_zero import with_entries_from_one
from symbackprop.proofreading.lexicon.decays import with_decays
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.either_order import with_one_order
from symbackprop.proofreading.lexicon.entries_of_calls import with_whole_calls
from symbackprop.proofreading.lexicon.entropies import with_entropies
from symbackprop.proofreading.lexicon.errors_above import with_errors_of_states
from symbackprop.proofreading.lexicon.example_changes import with_example_changes
from symbackprop.proofreading.lexicon.functions_of_formulas import with_functions_of_numbers
from symbackprop.proofreading.lexicon.given_counts import with_letters_of_counts
from symbackprop.proofreading.lexicon.implied_sums import with_implied_sums
from symbackprop.proofreading.lexicon.indices_in_parentheses import with_entries_in_parentheses
from symbackprop.proofreading.lexicon.inner_products import with_inner_products
from symbackprop.proofreading.lexicon.inputs_by_cost_letters import with_inputs
from symbackprop.proofreading.lexicon.inputs_of_units import with_inputs_of_units
from symbackprop.proofreading.lexicon.jacobians import with_jacobians
from symbackprop.proofreading.lexicon.labelled_errors import with_plain_errors
from symbackprop.proofreading.lexicon.last_layers import with_last_layers
from symbackprop.proofreading.lexicon.last_letters import with_last_letters
from symbackprop.proofreading.lexicon.layer_letters import with_layer_letters
from symbackprop.proofreading.lexicon.layers_before_commas import with_layers_above
from symbackprop.proofreading.lexicon.left_out import with_general_entries
from symbackprop.proofreading.lexicon.left_out_arguments import with_left_out_arguments
from symbackprop.proofreading.lexicon.left_out_units import with_units
from symbackprop.proofreading.lexicon.letters_above import with_letters_above
from symbackprop.proofreading.lexicon.log_likelihoods import with_log_likelihoods
from symbackprop.proofreading.lexicon.loose_scripts import with_scripts
from symbackprop.proofreading.lexicon.lowered_conditions import with_conditions_beside
from symbackprop.proofreading.lexicon.model_names import with_model_names, with_unsaid_models
from symbackprop.proofreading.lexicon.momentum import with_plain_changes
from symbackprop.proofreading.lexicon.nabla_indices import with_variables_of_gradients
from symbackprop.proofreading.lexicon.named_functions import with_named_functions
from symbackprop.proofreading.lexicon.named_layers import with_numbered_layers
from symbackprop.proofreading.lexicon.named_models import with_named_models
from symbackprop.proofreading.lexicon.named_normalisers import with_normalisers, with_unsaid_normalisers
from symbackprop.proofreading.lexicon.named_sums import with_names_of_sums
from symbackprop.proofreading.lexicon.named_units import with_named_units
from symbackprop.proofreading.lexicon.next_values import with_next_values
from symbackprop.proofreading.lexicon.normalised import with_softmax_entries
from symbackprop.proofreading.lexicon.numbered_unit_weights import with_plain_unit_weights
from symbackprop.proofreading.lexicon.one_weight_letter import with_one_weight_letter
from symbackprop.proofreading.lexicon.only_outputs import with_only_outputs
from symbackprop.proofreading.lexicon.output_letters import with_output_letters
from symbackprop.proofreading.lexicon.outputs_above import with_outputs_in_last_layer
from symbackprop.proofreading.lexicon.outputs_of_examples import with_outputs_of_examples
from symbackprop.proofreading.lexicon.patterns_above import without_patterns
from symbackprop.proofreading.lexicon.plural_names import with_plural_names
from symbackprop.proofreading.lexicon.primed_indices import with_primed_indices
from symbackprop.proofreading.lexicon.primed_layers import with_primed_layers
from symbackprop.proofreading.lexicon.primed_transposes import with_transposes
from symbackprop.proofreading.lexicon.rates import with_rates
from symbackprop.proofreading.lexicon.reaches import with_whole_sums
from symbackprop.proofreading.lexicon.roles import with_roles
from symbackprop.proofreading.lexicon.rule_letters import with_rule_letters
from symbackprop.proofreading.lexicon.running_gradients import with_running_gradients
from symbackprop.proofreading.lexicon.sampled_examples import with_sampled_examples
from symbackprop.proofreading.lexicon.scripts_of_groups import with_scripts_of_last_letters
from symbackprop.proofreading.lexicon.shared_letters import with_own_letters
from symbackprop.proofreading.lexicon.shifted_layers import with_shifted_layers
from symbackprop.proofreading.lexicon.short_steps import with_whole_steps
from symbackprop.proofreading.lexicon.single_costs import with_single_costs
from symbackprop.proofreading.lexicon.slashes import with_whole_denominators
from symbackprop.proofreading.lexicon.slope_layers import with_layers_of_slopes
from symbackprop.proofreading.lexicon.slope_reaches import with_whole_slopes
from symbackprop.proofreading.lexicon.small_losses import with_named_losses
from symbackprop.proofreading.lexicon.squared_errors import with_squared_errors
from symbackprop.proofreading.lexicon.step_arguments import without_steps
from symbackprop.proofreading.lexicon.sums_of_slopes import with_sums_of_slopes
from symbackprop.proofreading.lexicon.told_logarithms import with_told_logarithms
from symbackprop.proofreading.lexicon.true_classes import with_true_classes
from symbackprop.proofreading.lexicon.two_notations import each_alone, with_two_notations
from symbackprop.proofreading.lexicon.unit_costs import with_unit_costs
from symbackprop.proofreading.lexicon.unsaid_activations import with_one_activation
from symbackprop.proofreading.lexicon.unsaid_penalties import without_unsaid_penalties
from symbackprop.proofreading.lexicon.untold_models import with_told_models
from symbackprop.proofreading.lexicon.weighted_aliases import with_weighted_aliases
from symbackprop.proofreading.lexicon.weighted_letters import with_one_weighted_letter
from symbackprop.proofreading.lexicon.weights_between import with_slopes_for_weights
from symbackprop.proofreading.lexicon.whole_errors import with_entries_of_errors
from symbackprop.proofreading.lexicon.written_sizes import without_sizes
from symbackprop.proofreading.lexicon.zeroth_weights import with_zeroth_biases

Stage = Callable[[list[Formula]], Sequence[Formula]]

ENTRIES: tuple[Stage, ...] = (
    with_whole_steps,
    with_braced_parts,
    with_only_outputs,
    with_scripts_of_last_letters,
    with_normalisers,
    with_unsaid_normalisers,
    with_conditions_beside,
    with_layers_above,
    with_variables_of_gradients,
    with_example_changes,
    without_patterns,
    with_plain_changes,
    with_letters_above,
    with_primed_layers,
    with_indices_below,
    with_entries_in_parentheses,
    with_general_entries,
    with_bracketed_entries,
    with_zeroth_biases,
    with_whole_denominators,
    with_left_out_arguments,
    with_called_functions,
    with_named_functions,
    with_units,
    with_outputs_of_examples,
    with_one_activation,
    with_plain_entries,
    with_plural_names,
    with_named_units,
    with_slopes_for_weights,
    with_whole_calls,
    with_primed_indices,
    with_inputs_of_units,
    with_agreeing_letters,
    with_plain_errors,
    with_errors_of_states,
    with_plain_unit_weights,
    with_one_weight_letter,
    with_one_weighted_letter,
    with_entries_of_errors,
    with_one_order,
)
"""Indices, entries and arguments: brackets and words for them, what dots leave out, the weight of number 0."""
EXAMPLES: tuple[Stage, ...] = (
    with_running_gradients,
    with_decays,
    without_unsaid_penalties,
    with_cases_of_targets,
    with_told_logarithms,
    with_log_likelihoods,
    with_entropies,
    with_true_classes,
    with_inner_products,
    with_sums_of_slopes,
    with_sampled_examples,
    with_class_probabilities,
    with_counted_examples,
    with_letters_of_counts,
    without_sizes,
    with_entries_from_one,
)
"""Examples and classes: which letter counts them, what stands for one of them."""
LAYERS: tuple[Stage, ...] = (
    with_inputs,
    with_jacobians,
    with_two_notations,
    with_transposes,
    with_numbered_layers,
    with_outputs_in_last_layer,
    with_last_layers,
    with_compositions,
    with_rule_letters,
    with_implied_sums,
    with_scripts,
    each_alone(with_roles),
    with_activation_jacobians,
    with_layer_letters,
    with_last_letters,
    with_shifted_layers,
    with_counted_errors,
)
"""Layers and roles: transposes, names and letters of layers, what a symbol is by its use."""
NAMES: tuple[Stage, ...] = (
    with_functions_of_numbers,
    with_whole_models,
    with_model_names,
    with_named_models,
    with_told_models,
    with_unsaid_models,
    with_rates,
    without_steps,
    with_next_values,
    with_named_losses,
    with_squared_errors,
    with_weighted_aliases,
    with_names_of_sums,
    with_any_parameter,
    with_output_letters,
)
"""Names: models, rates, values after a step, losses."""
REACHES: tuple[Stage, ...] = (
    with_whole_sums,
    with_whole_slopes,
    with_single_costs,
    with_unit_costs,
    with_own_letters,
    with_softmax_entries,
    with_layers_of_slopes,
    with_sizes_of_layers,
    with_steps_of_layers,
    with_cases,
)
"""How far sums and slopes reach, and whose they are."""

STAGES: tuple[Stage, ...] = (*ENTRIES, *EXAMPLES, *LAYERS, *NAMES, *REACHES)
