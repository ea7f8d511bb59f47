"""The scores of the demonstration, live and as people are shown them."""

from db.database import Database
from db.repositories.organisation import Share
from demo.crew import Crew, Progress
from resolvers.publication.weekly_scores import show_all_scores
from resolvers.scoring.recomputation import rescore_everything

# As many as there are batches of people in the demonstration, and some more for whatever is larger.
SHARES = 8


async def score_everybody(crew: Crew, progress: Progress) -> None:
    """Score everybody in every period, and show them."""
    await crew.do(score_share, [(Share(number, SHARES),) for number in range(SHARES)], progress)


async def score_share(database: Database, share: Share) -> None:
    """Score a share of all people, and show them."""
    await rescore_everything(database, share=share)
    await show_all_scores(database, share)
