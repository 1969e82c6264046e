"""The action server: rasa-sdk with our actions, on loopback, in one process."""

from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from backend.client import InternalClient
from bot.actions import logs
from bot.actions.base import BotAction
from bot.actions.benefits import BenefitsForm
from bot.actions.card_status import CardForm
from bot.actions.change_password import ChangePassword
from bot.actions.change_phone import ChangePhone
from bot.actions.chat import Chat, StartOver
from bot.actions.fallback import Fallback
from bot.actions.faq import AnswerFaq, AnswerTask
from bot.actions.feedback_submit import FeedbackForm
from bot.actions.find_place import FindAgency, FindCollectionPoint, FindEmployer, FindFacility
from bot.actions.follow_up import FollowUp, GoBack
from bot.actions.forgot_password import ForgotPassword
from bot.actions.kcb_history import KcbForm, KcbVisit, KcbVisits
from bot.actions.lookup_card import LookupCard
from bot.actions.lookup_person import LookupPerson
from bot.actions.participation_history import ParticipationForm
from bot.actions.register_child import ChildForm
from bot.actions.registration import Registration
from bot.actions.registration_status import RegistrationStatusForm
from bot.actions.talk_to_agent import TalkToAgent
from bot.actions.tasks import AfterTask, BeginTask

Server = Sanic[Any, Any]

ACTIONS: tuple[type[BotAction], ...] = (
    AnswerFaq,
    AnswerTask,
    BeginTask,
    AfterTask,
    Chat,
    StartOver,
    Fallback,
    FollowUp,
    GoBack,
    LookupCard,
    LookupPerson,
    FindAgency,
    FindFacility,
    FindCollectionPoint,
    FindEmployer,
    Registration,
    ChildForm,
    RegistrationStatusForm,
    KcbForm,
    KcbVisits,
    KcbVisit,
    CardForm,
    ParticipationForm,
    BenefitsForm,
    ChangePassword,
    ForgotPassword,
    ChangePhone,
    TalkToAgent,
    FeedbackForm,
)


def executor(client: InternalClient) -> ActionExecutor:
    """Our actions, each with the internal API at hand."""
    found = ActionExecutor()
    for action in ACTIONS:
        found.register_action(action(client))
    return found


def application(client: InternalClient) -> Server:
    """The web application without CORS: only the engine calls it, over loopback."""
    app: Server = create_app(executor(client), cors_origins=[])
    app.config.ACCESS_LOG = False
    app.config.KEEP_ALIVE_TIMEOUT = 75

    async def close(_app: Server) -> None:
        await client.aclose()

    app.register_listener(close, "after_server_stop")
    return app


def run(host: str, port: int, internal_url: str, internal_token: str) -> None:
    """Serves until the process is told to stop.

    ``internal_url`` is scheme, host and port of the backend's internal API. Nothing leaves this machine.
    """
    logs.configure()
    app = application(InternalClient(internal_url, internal_token))
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False, debug=False)
