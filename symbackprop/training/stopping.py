"""Early stopping: training ends when the validation part has not improved for some epochs."""

from symbackprop.training.run import Callback, Run


def early_stopping(patience: int) -> Callback:
    """A callback that ends a run `patience` epochs after the best one.   Source: Prechelt (1998), Early stopping."""

    def stop(run: Run) -> None:
        if run.at_epoch_end and run.best is not None and run.epoch - run.best.epoch >= patience:
            run.stop(f"no better for {patience} epoch{'s' if patience > 1 else ''}")

    return stop
