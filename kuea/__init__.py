"""Kuea (เกื้อ): the working register of a province that leaves no one behind."""
