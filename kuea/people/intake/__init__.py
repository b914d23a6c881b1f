"""Lists of people: how a row is cleaned and what becomes of it. One phone entry would be a batch of one."""

from kuea.people.intake.taking import PeopleList, take_people_list, withdraw_people_list

__all__ = ["PeopleList", "take_people_list", "withdraw_people_list"]
