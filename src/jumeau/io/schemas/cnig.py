"""The codes of plans in the CNIG's standard for PLU (2017): what each code of a list means.

The labels are the standard's own, in French in every language of the program: they are law.
Source: CNIG, "Standard de dématérialisation des documents d'urbanisme", PLU v2017, code lists
PrescriptionUrbaType and InformationUrbaType; DestinationDominante of the standard of 2014.
"""

from __future__ import annotations

import re
from functools import cache

_PRESCRIPTIONS = """
0100 Espace boisé classé
0101 Espace boisé classé à protéger ou conserver
0102 Espace boisé classé à créer
0103 Espace boisé classé significatif au titre de la loi littoral
0200 Limitations de la constructibilité pour des raisons environnementales, de risques, d’intérêt
  général
0201 Secteur avec interdiction de constructibilité pour des raisons environnementales, de risques,
  d’intérêt général
0202 Secteur avec conditions spéciales de constructibilité pour des raisons environnementales, de
  risques, d’intérêt général
0300 Secteur avec disposition de reconstruction / démolition
0301 Secteur dans lequel la reconstruction à l’identique d’un bâtiment détruit par un sinistre
  n’est pas autorisée (cartes communales)
0302 Interdiction de restauration de bâtiment dont il reste l’essentiel des murs porteurs
0400 Périmètre issu des PDU sur obligation de stationnement
0500 Emplacement réservé
0501 Emplacement réservé aux voies publiques
0502 Emplacement réservé aux ouvrages publics
0503 Emplacement réservé aux installations d’intérêt général
0504 Emplacement réservé aux espaces verts/continuités écologiques
0505 Emplacement réservé logement social/mixité sociale
0506 Servitude de localisation des voies, ouvrages publics, installations d’intérêt général et
  espaces verts en zone U ou AU
0507 Secteur de projet en attente d’un projet d’aménagement global
0700 Patrimoine bâti, paysager ou éléments de paysages à protéger pour des motifs d’ordre
  culturel, historique, architectural ou écologique
0701 Patrimoine bâti à protéger pour des motifs d’ordre culturel, historique, architectural
0702 Patrimoine paysager à protéger pour des motifs d’ordre culturel, historique, architectural
0703 Patrimoine paysager correspondant à un espace boisé à protéger pour des motifs d’ordre
  culturel, historique, architectural
0704 Éléments de paysage, (sites et secteurs) à préserver pour des motifs d’ordre écologique
0705 Éléments de paysage correspondant à un espace boisé, (sites et secteurs) à préserver pour des
  motifs d’ordre écologique
0800 Terrain cultivé ou non bâti à protéger en zone urbaine
1300 Zone à aménager en vue de la pratique du ski
1400 Secteur de plan de masse
1500 Règles d’implantation des constructions
1501 Implantation des constructions par rapport aux voies et aux emprises publiques
1502 Implantation des constructions par rapport aux limites séparatives latérales
1503 Implantation des constructions par rapport aux limites des fonds de parcelles
1598 Implantation alternative des constructions
1600 Constructions et installations nécessaires à des équipements collectifs en zone A ou N
1601 Bâtiment susceptible de changer de destination en zone A ou N
1602 Bâtiments d’habitation existants pouvant faire l’objet d’extensions ou d’annexes en zone A ou
  N
1603 Secteur de taille et de capacité d’accueil limitées (STECAL) en zone A ou N
1604 Constructions et installations nécessaires à l’activité agricole en zone A ou N
1605 Diversification de l’activité agricole : transformation, conditionnement et ventes de
  produits agricoles (activités liées au tourisme exclues)
1700 Secteur à programme de logements mixité sociale en zone U et AU
1800 Périmètre comportant des orientations d’aménagement et de programmation (OAP)
1801 OAP de projet (sans règlement)
1802 OAP entrées de ville
1803 OAP relatives à la réhabilitation, la restructuration, la mise en valeur ou l’aménagement
1804 OAP d’adaptation des périmètres de transports collectifs
1805 OAP patrimoniales, architecturales et écologiques
1806 OAP relatives à l’habitat
1807 OAP comprenant des dispositions relatives à l’équipement commercial et artisanal
1808 OAP relatives aux transports et aux déplacements
1809 OAP relatives aux espaces publics en zone d’aménagement concerté
1810 OAP relatives aux ouvrages publics, installations d’intérêt général et espaces verts en zone
  d’aménagement concerté
1811 OAP valant création de zone d’aménagement concerté
1900 Secteur protégé en raison de la richesse du sol et du sous-sol
2000 Secteur à transfert de constructibilité en zone N
2200 Diversité commerciale à protéger ou à développer
2201 Diversité commerciale à protéger
2202 Diversité commerciale à développer
2203 Linéaire commercial protégé
2204 Linéaire commercial protégé renforcé
2300 Secteur avec taille minimale des logements en zone U et AU
2400 Voies, chemins, transport public à conserver et à créer
2401 Voies de circulation à créer, modifier ou conserver
2402 Voies de circulation à modifier
2403 Voies de circulation à créer
2404 Voies de circulation à conserver
2500 Eléments de continuité écologique et trame verte et bleue
2600 Secteur de performance énergétique
2601 Secteur de performance énergétique renforcé
2700 Secteur d’aménagement numérique
2800 Conditions de desserte
2801 Conditions permettant une bonne desserte des terrains par les services publics de collecte
  des déchets
2900 Secteur avec densité minimale de construction
2901 Secteur avec densité minimale de construction à proximité des transports collectifs
3000 Majoration des volumes constructibles
3001 Majoration des volumes constructibles pour l’habitation
3002 Majoration des volumes constructibles pour les programmes comportant des logements locatifs
  sociaux
3003 Majoration des volumes constructibles pour exemplarité énergétique ou environnementale
3004 Majoration des volumes constructibles pour les programmes comportant des logements
  intermédiaires
3100 Espaces remarquables du littoral
3101 Dunes, landes côtières, plages et lidos, estrans, falaises et abords
3102 Forêts et zones boisées proches du rivage de la mer et des plans d’eau intérieurs d’une
  superficie supérieure à 1 000 hectares
3103 Ilots inhabités
3104 Parties naturelles des estuaires, des rias ou abers et des caps
3105 Marais, vasières, tourbières, plans d’eau, les zones humides et milieux temporairement
  immergés
3106 Milieux abritant des concentrations naturelles d’espèces animales ou végétales
3107 Parties naturelles des sites inscrits ou classés
3108 Formations géologiques
3200 Exclusion protection de plans d’eau de faible importance
3300 Secteur de dérogation aux protections des rives des plans d’eau en zone de montagne
3400 Espaces, paysage et milieux caractéristiques du patrimoine naturel et culturel montagnard à
  préserver
3500 Terres nécessaires au maintien et au développement des activités agricoles, pastorales et
  forestières à préserver
3600 Mixité des destinations ou sous-destinations
3700 Règles différenciées entre le rez-de-chaussée et les étages supérieurs des constructions
3701 Règles différenciées pour le rez-de-chaussée en raison des risques inondations
3702 Règles différenciées pour mixité sociale et fonctionnelle
3800 Emprise au sol
3801 Emprise au sol minimale
3802 Emprise au sol maximale
3897 Emprise au sol règles qualitatives
3898 Emprise au sol règles alternatives
3900 Hauteur
3901 Hauteur minimale
3902 Hauteur maximale
3997 Hauteur règles qualitatives
3998 Hauteur règles alternatives
4000 Volumétrie
4001 Volumétrie minimale
4002 Volumétrie maximale
4097 Règles volumétriques qualitatives
4098 Règles volumétriques alternatives
4100 Aspect extérieur
4101 Aspect extérieur façades
4102 Aspect extérieur toitures
4103 Aspect extérieur clôtures
4198 Aspect extérieur règles alternatives
4200 Coefficient de biotope par surface
4300 Réalisation d’espaces libres, plantations, aires de jeux et de loisir
4301 Réalisation d’espaces libres,
4302 Réalisation d’aires de jeux et de loisirs
4303 Réglementation des plantations
4400 Stationnement
4401 Stationnement minimal
4402 Stationnement maximal
4403 Caractéristiques et type de stationnement
4404 Minoration des règles de stationnement
4405 Réalisation d’aires de livraisons imposée
4498 Stationnement règles alternatives
4500 Zone d’aménagement concerté (surface de plancher, destination)
4600 Constructibilité espace boisé antérieur au 20ème siècle
4700 Desserte par les réseaux
4701 Réseaux publics d’eau
4702 Réseaux publics d’électricité
4703 Réseaux publics d’assainissement
4704 Conditions de réalisation d’un assainissement non collectif
4705 Infrastructures et réseaux de communications électroniques
4800 Mesures pour limiter l’imperméabilisation des sols
4801 Installations nécessaires à la gestion des eaux pluviales et du ruissellement
4900 Opération d’ensemble imposée en zone AU
4901 Urbanisation par opération d’ensemble
4902 Urbanisation conditionnée à la réalisation des équipements internes à la zone
5000 Interdiction types d’activités, destinations, sous-destinations
5100 Autorisation sous conditions types d’activités, destinations, sous-destinations
5200 Infrastructures et équipements logistiques à préserver ou à développer en zones U et AU
9700 Périmètre d’application d’une pièce écrite territorialisée (rapport de présentation, PADD,
  règlement, règlement graphique, POA)
9701 Périmètre couvert par un Plan de secteurs
9900 Autre
9901 Autre : affectation des sols et destination des constructions
9902 Autre : zones naturelles, agricoles ou forestières
9903 Autre : mixité sociale et fonctionnelle en zones urbaines ou à urbaniser
9904 Autre : qualité du cadre de vie
9905 Autre : Qualité urbaine, architecturale, environnementale et paysagère
9906 Autre : Traitement environnemental et paysager des espaces non bâtis et abords des
  constructions
9907 Autre : densité
9908 Autre : équipements, réseaux et emplacements réservés
9909 Autre : plan local d’urbanisme tenant lieu de programme local de l’habitat et de plan de
  déplacements urbains
9910 Autre : plan local d’urbanisme tenant lieu de plan de déplacements urbains
"""

_INFORMATIONS = """
0200 Zone d’aménagement concerté
0300 Zone de préemption dans un espace naturel et sensible
0400 Périmètre de droit de préemption urbain
0401 Périmètre de droit de préemption urbain renforcé
0500 Zone d’aménagement différé
0700 Périmètre de développement prioritaire économie d’énergie
0800 Périmètre forestier : interdiction ou réglementation des plantations (code rural et de la
  pêche maritime), plantations à réaliser et semis d’essence forestière
0900 Périmètre minier de concession pour l’exploitation ou le stockage
1000 Zone de recherche et d’exploitation de carrière
1100 Périmètre des zones délimitées - divisions foncières soumises à déclaration préalable
1200 Périmètre de sursis à statuer
1300 Secteur de programme d’aménagement d’ensemble
1400 Périmètre de voisinage d’infrastructure de transport terrestre (secteur affecté par le bruit)
1600 Site archéologique
1700 Zone à risque d’exposition au plomb
1901 Zone d’assainissement collectif/non collectif, eaux usées/eaux pluviales, schéma de réseaux
  eau et assainissement, systèmes d’élimination des déchets
1902 Emplacements traitement eaux et déchets
2000 Règlement local de publicité
2100 Projet de plan de prévention des risques
2200 Protection des rives des plans d’eau en zone de montagne
2300 Arrêté du préfet coordonnateur de massif
2500 Périmètre de protection des espaces agricoles et naturels périurbain
2700 Plan d’exposition au bruit des aérodromes
3000 Périmètre projet urbain partenarial
3100 Périmètres patrimoniaux d’exclusion des matériaux et énergies renouvelables pris par
  délibération
3200 Secteur de taxe d’aménagement
3300 Droit de préemption commercial
3400 Périmètre d’opération d’intérêt national
3500 Périmètre de secteur affecté par un seuil minimal de densité
3600 Schémas d’aménagement de plage
3700 Bois ou forêts relevant du régime forestier
3800 Secteurs d’information sur les sols
3900 Périmètres de projets AFUP (dans lesquels les propriétaires fonciers sont incités à se
  regrouper en AFU de projet et les AFU de projet à mener leurs opérations de façon concertée)
4001 Périmètre d’un bien inscrit au patrimoine mondial
4002 Zone tampon d’un bien inscrit au patrimoine mondial
9700 Périmètre d’application d’une pièce écrite territorialisée relative aux annexes (liste des
  annexes, liste des SUP, plan des SUP)
9800 Périmètre d’annulation partielle du document d’urbanisme (lorsqu’elle impacte le règlement
  graphique)
9900 Autre périmètre, secteur, plan, document, site, projet, espace
9901 Autre relevant de la loi littoral
9902 Autre relevant de la loi montagne
"""

_DESTINATIONS = """
0000 Sans objet ou non encore définie dans le règlement
0100 Habitat
0200 Activité
0300 Destination mixte habitat et activité
0400 Loisirs et tourisme
0500 Équipement
0700 Activité agricole
0800 Espace naturel
0900 Espace remarquable
1000 Secteur de carrière
9900 Autre
"""


def prescription_label(kind: str, subtype: str = "") -> str:
    """Return what a prescription is, by its codes ``TYPEPSC`` and ``STYPEPSC`` (two digits)."""
    return _label(_PRESCRIPTIONS, kind, subtype)


def information_label(kind: str, subtype: str = "") -> str:
    """Return what an information is, by its codes ``TYPEINF`` and ``STYPEINF`` (two digits)."""
    return _label(_INFORMATIONS, kind, subtype)


def destination_label(code: str) -> str:
    """Return the dominant use of a zone, by its code ``DESTDOMI`` (two digits)."""
    return _label(_DESTINATIONS, code, "00")


def _label(listed: str, kind: str, subtype: str) -> str:
    """Return the label of a code, of its type alone where the subtype is unknown, or nothing."""
    labels = _labels(listed)
    return labels.get(kind + (subtype or "00"), labels.get(f"{kind}00", ""))


@cache
def _labels(listed: str) -> dict[str, str]:
    joined = re.sub(r"\n {2,}", " ", listed)
    return dict(line.split(" ", 1) for line in joined.splitlines() if line)
