from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FraudConfig(AppConfig):
    name = "shop.fraud"
    label = "fraud"

    def ready(self) -> None:
        """Answer what orders ask, and tell fraud's events in their timeline."""
        from shop.actors import describe_actor
        from shop.fraud.advice import advise_on_capture
        from shop.fraud.events import ASSESS, ASSESSED
        from shop.fraud.sentences import assessed_sentence
        from shop.orders.api import describe_event, register_capture_adviser

        register_capture_adviser(advise_on_capture)
        describe_event(ASSESSED, assessed_sentence)
        describe_actor(ASSESS, _("Fraud check"))
